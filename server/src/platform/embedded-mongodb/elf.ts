const SHT_DYNSYM = 11;
const SHT_VERNEED = 0x6ffffffe;
const SHT_VERSYM = 0x6fffffff;
const EM_X86_64 = 62;
const SYMBOL_SIZE = 24;
const WEAK = 2;
const ALIAS = "__isoc23_";

interface Section {
  type: number;
  offset: number;
  size: number;
  link: number;
  count: number;
}

/**
 * Makes an x86-64 library built against glibc 2.38 load on 2.34 to 2.37 by editing `image` in place.
 * Only the import table changes: a C23 alias (`__isoc23_strtol`) becomes the plain function, `fmod` its
 * older version, and the need for GLIBC_2.38 becomes weak. No code byte changes.
 * @returns the names of the imports that were retargeted.
 * @throws when the file needs anything newer than what is known to be equivalent.
 */
export function retargetImports(image: Buffer): string[] {
  const sections = readSections(image);
  const symbols = find(sections, SHT_DYNSYM);
  const versions = find(sections, SHT_VERSYM);
  const names = sections[symbols.link];
  if (!names) throw new Error("the library has no names for its dynamic symbols");

  const nameAt = (offset: number) => {
    const start = names.offset + offset;
    return image.toString("latin1", start, image.indexOf(0, start));
  };
  const replacements = weakenNewVersions(image, find(sections, SHT_VERNEED), nameAt);
  const retargeted: string[] = [];
  for (let index = 0; index < symbols.size / SYMBOL_SIZE; index += 1) {
    const versionAt = versions.offset + 2 * index;
    const older = replacements.get(image.readUInt16LE(versionAt) & 0x7fff);
    if (older === undefined) continue;
    const symbolAt = symbols.offset + SYMBOL_SIZE * index;
    const nameOffset = image.readUInt32LE(symbolAt);
    const name = nameAt(nameOffset);
    // The plain name is the tail of the alias, so the same string table entry serves both.
    if (name.startsWith(ALIAS)) image.writeUInt32LE(nameOffset + ALIAS.length, symbolAt);
    else if (name !== "fmod") throw new Error(`the import ${name} has no known older equivalent`);
    image.writeUInt16LE(older, versionAt);
    retargeted.push(name);
  }
  return retargeted;
}

/** Marks every GLIBC_2.38 need weak; answers the version index to use instead, by the index it replaces. */
function weakenNewVersions(image: Buffer, needs: Section, nameAt: (offset: number) => string) {
  const replacements = new Map<number, number>();
  let libraryAt = needs.offset;
  for (let library = 0; library < needs.count; library += 1) {
    let entryAt = libraryAt + image.readUInt32LE(libraryAt + 8);
    let newer: number | undefined;
    let older: number | undefined;
    for (let entry = 0; entry < image.readUInt16LE(libraryAt + 2); entry += 1) {
      const version = nameAt(image.readUInt32LE(entryAt + 8));
      const minor = Number(/^GLIBC_2\.(\d+)$/.exec(version)?.[1] ?? 0);
      if (minor > 38) throw new Error(`the library needs ${version}`);
      if (minor === 38) {
        newer = image.readUInt16LE(entryAt + 6);
        image.writeUInt16LE(image.readUInt16LE(entryAt + 4) | WEAK, entryAt + 4);
      }
      if (version === "GLIBC_2.2.5") older = image.readUInt16LE(entryAt + 6);
      entryAt += image.readUInt32LE(entryAt + 12);
    }
    if (newer !== undefined) {
      if (older === undefined) throw new Error("the library names no older glibc version to fall back to");
      replacements.set(newer, older);
    }
    libraryAt += image.readUInt32LE(libraryAt + 12);
  }
  return replacements;
}

function readSections(image: Buffer): Section[] {
  const isElf64 = image.toString("latin1", 0, 4) === "\x7fELF" && image[4] === 2;
  if (!isElf64 || image.readUInt16LE(18) !== EM_X86_64) throw new Error("not an x86-64 ELF file");
  const start = Number(image.readBigUInt64LE(40));
  const size = image.readUInt16LE(58);
  return Array.from({ length: image.readUInt16LE(60) }, (_, index) => {
    const at = start + index * size;
    return {
      type: image.readUInt32LE(at + 4),
      offset: Number(image.readBigUInt64LE(at + 24)),
      size: Number(image.readBigUInt64LE(at + 32)),
      link: image.readUInt32LE(at + 40),
      count: image.readUInt32LE(at + 44),
    };
  });
}

function find(sections: Section[], type: number): Section {
  const section = sections.find((candidate) => candidate.type === type);
  if (!section) throw new Error(`the library has no section of type 0x${type.toString(16)}`);
  return section;
}
