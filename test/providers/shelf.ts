import type { Fields } from "../property/provider.ts";

interface Place {
  readonly order: number;
  object: Fields;
}

/** The objects of one kind in the order of their creation, found by id and by place however many there are. */
export function shelf() {
  const byId = new Map<string, Place>();
  const places: Place[] = [];
  let count = 0;
  /** Index of the first place of at least this order. */
  const indexOf = (order: number): number => {
    let [low, high] = [0, places.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (places[middle]!.order < order) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    get size() {
      return places.length;
    },
    get: (id: string) => byId.get(id)?.object,
    at: (index: number) => places[index]?.object,
    /** Undefined where there is none of that id. */
    indexOf: (id: string): number | undefined => {
      const place = byId.get(id);
      return place && indexOf(place.order);
    },
    add(object: Fields): void {
      count += 1;
      const place = { order: count, object };
      byId.set(object.id as string, place);
      places.push(place);
    },
    replace(object: Fields): void {
      byId.get(object.id as string)!.object = object;
    },
    remove(id: string): void {
      const place = byId.get(id);
      if (!place) return;
      places.splice(indexOf(place.order), 1);
      byId.delete(id);
    },
    all: () => places.map(({ object }) => object),
  };
}

export type Shelf = ReturnType<typeof shelf>;
