// The app's shell answers: one command for each method. The only file that talks to Tauri.
import { Channel, invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import { Problem, type Backend, type StudyWatch, type Undo } from './backend';
import { manualPosition, type PositionSource } from '../position';
import { inOrder } from './in-order';
import { isPhone, phoneDevice, type Bridge } from './phone-device';
import { phonePosition, type PhonePlace } from './phone-position';
import type { DocId, Study, StudyQuestion } from './types';

async function ask<T>(
  command: string,
  input: Record<string, unknown> | Uint8Array = {},
  headers: Record<string, string> = {},
): Promise<T> {
  try {
    return await invoke<T>(command, input, { headers });
  } catch (cause) {
    throw Problem.from(cause);
  }
}

function follow<T>(events: string[], callback: (payload: T) => void): Undo {
  const stops = events.map((event) => listen<T>(event, ({ payload }) => callback(payload)));
  return () => stops.forEach((stop) => void stop.then((undo) => undo()));
}

function inBrowserOnly(): Promise<never> {
  return Promise.reject(new Problem('not_allowed', 'only a browser signs in with a password'));
}

const jpeg = (bytes: ArrayBuffer) => new Blob([bytes], { type: 'image/jpeg' });

let runs = 0;

async function study(question: StudyQuestion, { signal, onstep }: StudyWatch): Promise<Study> {
  const run = (runs += 1);
  const stop = () => void ask('stop_study', { run });
  signal.addEventListener('abort', stop);
  const unfollow = follow<{ run: number; done: number; of: number }>(['study-progress'], (step) => {
    if (step.run === run) onstep(step.done, step.of);
  });
  try {
    const answer: Promise<Study> = ask('study', { question, run });
    return await answer;
  } finally {
    unfollow();
    signal.removeEventListener('abort', stop);
  }
}

const isOnPhone = () =>
  isPhone({ platform: navigator.userAgent, touchPoints: navigator.maxTouchPoints });

const bridge: Bridge = {
  call: (command, input) => invoke(`plugin:${command}`, input),
  channel: (hear) => new Channel(hear),
};

/** The link that started the app came before there was a page to hear it; phones keep it. */
function links(callback: (link: string) => void): Undo {
  if (isOnPhone()) {
    const first = bridge.call<string[] | null>('deep-link|get_current');
    void first.then(
      (urls) => urls?.forEach(callback),
      () => undefined,
    );
  }
  return follow<string>(['link-opened'], callback);
}

/** The plugin is in the app on phones only; a computer has nothing to tell. */
function positions(): PositionSource {
  if (!isOnPhone()) return manualPosition;
  return phonePosition({
    mayKnow: async () => {
      const asked = { permissions: ['location'] };
      const { location } = await bridge.call<{ location: string }>('geolocation|check_permissions');
      if (location === 'granted' || location === 'denied') return location === 'granted';
      const answer = await bridge.call<{ location: string }>(
        'geolocation|request_permissions',
        asked,
      );
      return answer.location === 'granted';
    },
    watch: async (hear) => {
      const channel = new Channel<PhonePlace | string>(hear);
      const options = { enableHighAccuracy: true, maximumAge: 5_000, timeout: 10_000 };
      await bridge.call('geolocation|watch_position', { options, channel });
      return () => void bridge.call('geolocation|clear_watch', { channelId: channel.id });
    },
  });
}

export function tauriBackend(): Backend {
  return {
    shell: 'app',
    me: () => ask('me'),
    enrol: (link) => ask('enrol', { link }),
    signIn: inBrowserOnly,
    signInWithPassword: inBrowserOnly,
    signOut: inBrowserOnly,
    account: inBrowserOnly,
    waysIn: inBrowserOnly,
    municipalSignIn: inBrowserOnly,
    signInWithPasskey: inBrowserOnly,
    makePasskey: inBrowserOnly,
    removePasskey: inBrowserOnly,
    allowApp: inBrowserOnly,
    joinByBrowser: (server) => ask('join_by_browser', { server }),
    stopJoining: () => ask('stop_joining'),
    endOwnSession: inBrowserOnly,
    beginFactor: inBrowserOnly,
    confirmFactor: inBrowserOnly,
    removeFactor: inBrowserOnly,
    access: () => ask('access'),
    inviteDevice: (request) => ask('invite_device', { request }),
    revokeDevice: (device, wipe) => ask('revoke_device', { device, wipe }),
    endSession: (session) => ask('end_session', { session }),
    lockState: () => ask('lock_state'),
    unlock: (pin) => ask('unlock', { pin }),
    lock: () => ask('lock'),
    setPin: (before, pin) => ask('set_pin', { before, pin }),
    forgetPin: () => ask('forget_pin'),
    changePerson: (number) => ask('change_person', { number }),
    addPerson: () => ask('add_person'),
    catalogue: () => ask('catalogue'),
    attributes: () => ask('attributes'),
    capture: (draft) => ask('capture', { draft }),
    amend: (id, amendment) => ask('amend', { id, amendment }),
    withdraw: (id: DocId, reason) => ask('amend', { id, amendment: { withdrawn: reason } }),
    answer: (id, answer, because) => ask('answer', { id, answer, because }),
    organisationQuestions: () => ask('organisation_questions'),
    recordPatrol: (pass, track) => ask('record_patrol', { pass, track }),
    check: (text) => ask('check_text', { text }),
    myReports: () => ask('my_reports'),
    ...inOrder({
      saveDraft: (id, json) => ask('save_draft', { id, json }),
      draft: (id) => ask('draft', { id }),
      drafts: () => ask('drafts'),
      dropDraft: (id) => ask('drop_draft', { id }),
    }),
    holdPhoto: async (id, slot, photo) => {
      const bytes = new Uint8Array(await photo.arrayBuffer());
      await ask('hold_photo', bytes, { id, slot: String(slot) });
    },
    heldPhotos: (id) => ask('held_photos', { id }),
    heldPhoto: async (id, slot) => jpeg(await ask('held_photo', { id, slot })),
    dropHeld: (id, slot) => ask('drop_held', { id, slot }),
    heldReports: () => ask('held_reports'),
    releasePhotos: (id) => ask('release_photos', { id }),
    photos: (id) => ask('photos', { id }),
    photo: async (name) => jpeg(await ask('photo', { name })),
    picture: (query) => ask('picture', { query }),
    points: (filter) => ask('points', { filter }),
    tiles: () => null,
    areas: inBrowserOnly,
    configuration: inBrowserOnly,
    changeConfiguration: inBrowserOnly,
    areasOf: (id) => ask('areas_of', { id }),
    summary: (filter) => ask('summary', { filter }),
    observation: (id) => ask('observation', { id }),
    review: (ids, review, because) => ask('review', { ids, review, because }),
    assign: (ids, to) => ask('assign', { ids, to }),
    areaStatistics: () => Promise.reject(new Problem('not_allowed', 'read in a browser')),
    preparedness: (ids, isConcerned) => ask('preparedness', { ids, isConcerned }),
    masking: () => ask('masking'),
    mask: (decisions) => ask('mask', { decisions }),
    decide: (joining) => ask('decide', { joining }),
    incident: (id) => ask('incident', { id }),
    newestIncidents: () => ask('newest_incidents'),
    shared: () => ask('shared'),
    say: (id, saying) => ask('say', { id, saying }),
    share: (id, organisation, level) => ask('share', { id, organisation, level }),
    suggestions: (filter) => ask('suggestions', { filter }),
    suggestionsFor: (id) => ask('suggestions_for', { id }),
    alreadyReported: (id) => ask('already_reported', { id }),
    study,
    standing: () => ask('standing'),
    priorities: (quarter) => ask('priorities', { quarter }),
    prioritise: (chosen) => ask('prioritise', { chosen }),
    measures: () => ask('measures'),
    assessments: (from, until) => ask('assessments', { from, until }),
    assess: (set, because) => ask('assess', { assessing: { set, because } }),
    causes: () => ask('causes'),
    meetings: () => ask('meetings'),
    minutesFile: (id, lang) => ask('minutes_file', { id, lang }),
    feedback: () => ask('feedback'),
    briefing: () => ask('briefing'),
    followUp: (id) => ask('follow_up', { id }),
    plannedPower: (test) => ask('planned_power', { test }),
    planHistory: (id) => ask('plan_history', { id }),
    writePlan: (entry) => ask('write_plan', { entry }),
    editions: () => ask('editions'),
    editionDraft: (period) => ask('edition_draft', { period }),
    writeEdition: (draft) => ask('write_edition', { draft }),
    fixEdition: (period, by) => ask('fix_edition', { period, by }),
    sendEdition: (id, version, organisations) =>
      ask('send_edition', { sending: { id, version, organisations } }),
    // A desk that writes editions does not approve them; whoever does has a browser.
    approveEdition: () => Promise.reject(new Problem('not_allowed', 'approved in a browser')),
    editionFile: ({ period, version, form, cut, lang }) =>
      ask('edition_file', { pressing: { period, version, form, cut, lang } }),
    handover: () => ask('handover'),
    handoverFile: () => ask('handover_file'),
    deposit: (bytes) => ask('deposit', bytes),
    networkChanged: (network) => ask('network_changed', { network }),
    satelliteTime: (told) => ask('satellite_time', { told }),
    photosOnWifiOnly: () => ask('photos_on_wifi_only'),
    setPhotosOnWifiOnly: (chosen) => ask('set_photos_on_wifi_only', { chosen }),
    positions,
    device: () => (isOnPhone() ? phoneDevice(bridge) : null),
    syncState: () => ask('sync_state'),
    syncNow: () => ask('sync_now'),
    maps: () => ask('maps'),
    mapBytes: (name, offset, length) => ask('map_bytes', { name, offset, length }),
    places: () => ask('places'),
    searchPlaces: (text, near) =>
      ask('search_places', { text, near: near && [near.lon, near.lat] }),
    whereabouts: ({ lon, lat }) => ask('whereabouts', { lon, lat }),
    onChange: (callback) => follow(['picture-changed', 'sync-changed'], callback),
    onLink: links,
  };
}
