/** Rewrites a real export as another save of the same school would: other numbers, other order; or with one fact changed. */

/** Every Ident becomes another number, consistently within its kind; courses, pupils and groups change places. */
export function renumberAndShuffle(xml: string): string {
  const renumbered = xml.replace(
    /<(\w+) ([^>]*?)Ident="(\d+)"/g,
    (_all, element: string, before: string, ident: string) => {
      const next = (Number(ident) * 7_919 + element.length * 13) % 4_294_967_291;
      return `<${element} ${before}Ident="${next}"`;
    },
  );
  return reverse(reverse(reverse(renumbered, 'Cours'), 'Eleve'), 'Groupe');
}

/** Reverses the order of the items of a top-level list. */
function reverse(xml: string, item: string): string {
  const items = [...xml.matchAll(new RegExp(`\\n {4}<${item} [\\s\\S]*?\\n {4}</${item}>`, 'g'))];
  const [first] = items;
  const last = items.at(-1);
  if (!first || !last) throw new Error(`no ${item} in the export`);
  const from = first.index;
  const to = last.index + last[0].length;
  return (
    xml.slice(0, from) +
    items
      .map((match) => match[0])
      .reverse()
      .join('') +
    xml.slice(to)
  );
}

export interface CourseBlock {
  readonly index: number;
  readonly text: string;
  readonly weeks: bigint;
}

/** Courses of the export with their first mask. */
export function coursesOf(xml: string): CourseBlock[] {
  return [...xml.matchAll(/\n {4}<Cours [\s\S]*?\n {4}<\/Cours>/g)].map((match) => ({
    index: match.index,
    text: match[0],
    weeks: BigInt(/Semaines="(\d+)"/.exec(match[0])?.[1] ?? '0'),
  }));
}

/** Replaces one course by what `change` makes of it. */
export function changeCourse(xml: string, course: CourseBlock, change: (text: string) => string): string {
  return xml.slice(0, course.index) + change(course.text) + xml.slice(course.index + course.text.length);
}
