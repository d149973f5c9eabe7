import { expect, it } from 'vitest';
import { askStudy, plain, readStudy, writeStudy, type StudyFilter } from './study-filter';

const full: StudyFilter = {
  tab: 'tid',
  weeks: 52,
  until: '2025-12-31',
  categories: ['theft', 'vandalism.graffiti'],
  source: 'Park & gata',
  within: [12.5, 57.9, 12.6, 57.95],
  area: 'centrum',
  reviewed: true,
  reports: true,
};

it('reads from the address what it wrote there', () => {
  expect(readStudy(writeStudy(full))).toEqual(full);
  expect(readStudy(writeStudy(plain))).toEqual(plain);
  expect(writeStudy(plain).toString()).toBe('');
});

it('takes a broken address for the plain question', () => {
  const broken = new URLSearchParams('flik=x&veckor=13&till=ig%C3%A5r&ruta=1,2,3');
  expect(readStudy(broken)).toEqual(plain);
});

it('asks no day, source or area that was not chosen', () => {
  expect(Object.keys(askStudy(plain, 'places')).sort()).toEqual(
    ['categories', 'part', 'reports', 'reviewed', 'weeks'].sort(),
  );
  expect(askStudy(full, 'hours')).toMatchObject({
    part: 'hours',
    until: '2025-12-31',
    area: 'centrum',
  });
});
