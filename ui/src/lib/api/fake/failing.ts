// A backend whose questions fail, though it knows who asks: for what each screen says then.
import { Problem, type Backend } from '../backend';

export function failing(backend: Backend): Backend {
  const fail = () => Promise.reject(new Problem('server_failed', 'fails on purpose'));
  return {
    ...backend,
    enrol: fail,
    capture: fail,
    myReports: fail,
    picture: fail,
    points: fail,
    feedback: fail,
    briefing: fail,
    searchPlaces: fail,
    whereabouts: fail,
    alreadyReported: fail,
    handover: fail,
  };
}
