// The practice town's places and addresses, searched as the stand-in needs it: by how they begin.
import { distance_m, nearest, type Point } from '../../geo';
import type { Backend } from '../backend';
import type { FoundPlace, NamedPlace } from '../types';

interface Street {
  street: string;
  district: string;
  numbers: [number: number, lon: number, lat: number][];
}

const read = async (name: string) => (await fetch(`/practice/${name}.json`)).json();
const places = () => read('places') as Promise<NamedPlace[]>;
const streets = () => read('addresses') as Promise<Street[]>;

const found = ({ name, kind, lon, lat, district }: NamedPlace): FoundPlace => ({
  kind: 'named_place',
  name,
  place_kind: kind,
  area: district ?? '',
  lon,
  lat,
  distance_m: null,
});

const houses = ({ street, district, numbers }: Street): FoundPlace[] =>
  numbers.map(([number, lon, lat]) => ({
    kind: 'address',
    name: `${street} ${number}`,
    place_kind: '',
    area: district,
    lon,
    lat,
    distance_m: null,
  }));

async function all(): Promise<FoundPlace[]> {
  const [named, known] = await Promise.all([places(), streets()]);
  return [...named.map(found), ...known.flatMap(houses)];
}

const away = (it: FoundPlace, near: Point | null) => (near ? distance_m(near, it) : 0);

export const fakePlaces: Pick<Backend, 'places' | 'searchPlaces' | 'whereabouts'> = {
  places,
  searchPlaces: async (text, near) => {
    const wanted = text.trim().toLocaleLowerCase('sv');
    const begins = (it: FoundPlace) => it.name.toLocaleLowerCase('sv').startsWith(wanted);
    return (await all())
      .filter(begins)
      .sort((a, b) => away(a, near) - away(b, near))
      .slice(0, 50)
      .map((it) => ({ ...it, distance_m: near && away(it, near) }));
  },
  whereabouts: async (at) => {
    const place = nearest(await places(), at, 150);
    const [address] = (await streets())
      .flatMap(houses)
      .map((it) => ({ ...it, distance_m: away(it, at) }))
      .filter((it) => it.distance_m <= 75)
      .sort((a, b) => a.distance_m - b.distance_m);
    const area = place?.district ?? address?.area;
    return {
      place: place && found(place),
      address: address ?? null,
      areas: area ? [{ code: area, name: area, kind: 'district' }] : [],
    };
  },
};
