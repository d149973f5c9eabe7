// Begins: fonts, tokens, backend, page.
import '@fontsource-variable/inter/standard.css';
import './map-fonts.css';
import './tokens.css';
import './base.css';
import './phone.css';
import './desk.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { chooseBackend } from './lib/api/choose';
import { settings } from './lib/state/settings.svelte';
import { Session } from './lib/state/session.svelte';

document.documentElement.dataset.theme = settings.theme;
const target = document.getElementById('app');
if (target) mount(App, { target, props: { session: new Session(await chooseBackend()) } });
