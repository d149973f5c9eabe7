// The practice town's places, searched as the stand-in needs it: by name only.
import { distance_m, nearest, search } from '../../geo';
import type { Backend } from '../backend';
import type { FoundPlace, NamedPlace } from '../types';

const places = async () => (await fetch('/practice/places.json')).json() as Promise<NamedPlace[]>;

const found = ({ name, lon, lat, district }: NamedPlace): FoundPlace => ({
  kind: 'named_place',
  name,
  area: district ?? '',
  lon,
  lat,
  distance_m: null,
});

export const fakePlaces: Pick<Backend, 'places' | 'searchPlaces' | 'whereabouts'> = {
  places,
  searchPlaces: async (text, near) =>
    search(await places(), text, near).map((place) => ({
      ...found(place),
      distance_m: near && distance_m(near, place),
    })),
  whereabouts: async (at) => {
    const place = nearest(await places(), at, 150);
    const areas = place?.district ? [{ code: place.district, name: place.district }] : [];
    return { place: place && found(place), address: null, areas };
  },
};
