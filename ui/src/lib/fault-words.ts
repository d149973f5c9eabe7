// What is wrong with a changed configuration, in a person's words: where it stands, and what is asked for.
import type { ConfigurationFault } from './api/types';
import type { Text } from './text/sv';

export interface FaultWords {
  where: string;
  says: string;
  /** As the server put it, where no words of ours say it. */
  detail: string;
}

export function faultWords(fault: ConfigurationFault, t: Text['administration']): FaultWords {
  const { words, say } = t.faults;
  const parts = fault.key.split('.').map((part) => {
    const [, name = part, nth] = /^(.*?)(?:\[(\d+)\])?$/.exec(part) ?? [];
    const word = words[name] ?? name;
    return nth ? `${word} ${nth}` : word;
  });
  const { what } = fault;
  const range = /^(-?\d+) to (-?\d+) /.exec(what);
  const unknown = /^there is no `(.*)`$/.exec(what);
  const says =
    (range && say.between(range[1] ?? '', range[2] ?? '')) ??
    (unknown && say.unknown(unknown[1] ?? '')) ??
    (what === 'is missing' ? say.missing : null) ??
    (what.endsWith('is there already') ? say.taken : null) ??
    (what === 'lies before valid_from' ? say.backwards : null) ??
    (what.startsWith('a date ') ? say.date : null) ??
    (what.startsWith('a text of ') ? say.text : null);
  return {
    where: fault.key ? parts.join(' · ') : fault.file,
    says: says ?? say.other,
    detail: says ? '' : what,
  };
}
