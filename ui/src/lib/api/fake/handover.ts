// Handing over on the stage: two codes that look like codes and carry nothing.
import type { Backend } from '../backend';

type Answers = Pick<
  Backend,
  | 'handover'
  | 'handoverFile'
  | 'deposit'
  | 'networkChanged'
  | 'satelliteTime'
  | 'photosOnWifiOnly'
  | 'setPhotosOnWifiOnly'
>;

function picture(seed: number) {
  const size = 33;
  let path = '';
  let noise = seed;
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      noise = (noise * 1_103_515_245 + 12_345) % 2_147_483_648;
      if (noise > 1_073_741_824) path += `M${x} ${y}h1v1h-1z`;
    }
  }
  return { size, path };
}

export function fakeHandover(stage: { state: string; shell: string }): Answers {
  let isThrifty = false;
  const waits = stage.state === 'offline' && stage.shell === 'app';
  return {
    handover: async () => (waits ? { bytes: 1_150, pictures: [picture(1), picture(2)] } : null),
    handoverFile: async () => (waits ? '/Hämtningar/lagesbild-overlamning.lbp' : null),
    deposit: async (bytes) => {
      // As many posts as codes, so that it shows which of them came along.
      const codes = new TextDecoder().decode(bytes).match(/^LBP1\./gm)?.length;
      return { new: codes ?? (bytes.length > 0 ? 3 : 0), waits: false, refused: [] };
    },
    networkChanged: async () => undefined,
    satelliteTime: async () => undefined,
    photosOnWifiOnly: async () => isThrifty,
    setPhotosOnWifiOnly: async (chosen) => void (isThrifty = chosen),
  };
}
