// The steps by name, in their order.
import { access } from './steps/access.mjs';
import { approve } from './steps/approve.mjs';
import { inbox } from './steps/inbox.mjs';
import { looks } from './steps/looks.mjs';
import {
  lostAnswer,
  lostAnswerReloaded,
  lostAnswerUndone,
  noNetwork,
  received,
} from './steps/phone.mjs';
import { markupInWords } from './steps/markup.mjs';
import { pictures } from './steps/pictures.mjs';
import { places } from './steps/places.mjs';
import { secondFactor } from './steps/second-factor.mjs';
import { signIn } from './steps/sign-in.mjs';
import { appJoin, municipal, passkey } from './steps/ways-in.mjs';
import { week } from './steps/week.mjs';

export const steps = {
  'sign-in': signIn,
  pictures,
  inbox,
  approve,
  places,
  received,
  'no-network': noNetwork,
  'lost-answer': lostAnswer,
  'lost-answer-reloaded': lostAnswerReloaded,
  'lost-answer-undone': lostAnswerUndone,
  looks,
  access,
  'second-factor': secondFactor,
  municipal,
  passkey,
  'app-join': appJoin,
  markup: markupInWords,
  week,
};
