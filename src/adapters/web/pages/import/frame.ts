/** What all steps of a manual import have in common: heading, stepper, where the file stands, the way on and back. */

import type { FastifyReply } from 'fastify';
import type { DescribedRefusal } from '../../../../domain/model/refusals.ts';
import {
  DRAFT_STEPS,
  type DraftItem,
  type DraftStep,
  type DraftView,
  type OpenMatch,
} from '../../../../domain/report/draft.ts';
import { notice, refusalNotice } from '../../components/boxes.ts';
import { actionButton, button, errorSummary, proofField } from '../../components/forms.ts';
import { live } from '../../components/live.ts';
import { buttonLink, heading } from '../../components/navigation.ts';
import { type AssistantStep, stepper } from '../../components/stepper.ts';
import { type Html, html, type Part } from '../../html.ts';
import type { Reader } from '../../reader.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { importWords } from '../../words/import.ts';
import { shellWords } from '../../words/shell.ts';
import { refusedFileLink } from '../formats.ts';
import { runPath } from '../place-names.ts';
import { sentencesOf } from '../report-sections.ts';

/** Reading takes seconds: there is no use in waiting three. */
const LOOK_SECONDS = 1;

/** The file itself is the first of six. */
export function stepNumber(step: DraftStep): number {
  return DRAFT_STEPS.indexOf(step) + 2;
}

export function stepPath({ path }: Pick<SiteVisit, 'path'>, draftId: string, step: DraftStep): string {
  return path(`/import/${draftId}/${step}`);
}

/** The address of the search for one name of the file. */
export function choosePath(
  visit: SiteVisit,
  draft: DraftView,
  { kind, key }: Pick<OpenMatch, 'kind' | 'key'>,
  more = {},
): string {
  const text = new URLSearchParams({ kind, key, ...more });
  return `${stepPath(visit, draft.id, 'matches')}/choose?${text}`;
}

/** Steps that this draft has: a test stops before the last, a file that is refused is only read. */
export function stepsOf(draft: DraftView): readonly DraftStep[] {
  if (draft.found && draft.outcome !== 'integrated') return ['content'];
  return draft.purpose === 'trial' ? DRAFT_STEPS.filter((one) => one !== 'apply') : DRAFT_STEPS;
}

/** May this step be looked at? A test has nothing to hold anybody up for. */
export function isReached(draft: DraftView, step: DraftStep): boolean {
  if (!stepsOf(draft).includes(step)) return false;
  return draft.purpose === 'trial' || DRAFT_STEPS.indexOf(step) <= DRAFT_STEPS.indexOf(draft.step);
}

/** The row of steps; `draft` null: no file has been sent yet. */
export function importStepper(visit: SiteVisit, draft: DraftView | null, at: DraftStep | 'file'): Html {
  const words = importWords[visit.reader.language].steps;
  const own = DRAFT_STEPS.filter((one) => one !== 'apply' || draft?.purpose !== 'trial');
  const indexOf = (one: DraftStep | 'file'): number => (one === 'file' ? -1 : DRAFT_STEPS.indexOf(one));
  const furthest = Math.max(indexOf(draft?.step ?? 'file'), indexOf(at));
  const steps = own.map((step): AssistantStep => {
    const isOpen = draft !== null && isReached(draft, step);
    const isPast = isOpen && step !== at && DRAFT_STEPS.indexOf(step) < furthest;
    const state = step === at ? 'current' : isPast ? 'done' : 'to-come';
    return { label: words[step], state, href: isOpen ? stepPath(visit, draft.id, step) : undefined };
  });
  const file: AssistantStep = { label: words.file, state: at === 'file' ? 'current' : 'done' };
  const number = at === 'file' ? 1 : stepNumber(at);
  return stepper({
    label: words.label,
    steps: [file, ...steps],
    position: words.at(number, steps.length + 1, words[at]),
    done: words.done,
  });
}

/** Who sent a file: the name where it is known. */
export function personOf({ madeBy }: DraftItem, { vocabulary }: Reader): string {
  return vocabulary.actor(madeBy.actor, madeBy.name ?? undefined);
}

export interface StepView {
  readonly step: DraftStep;
  /** What stands between stepper and buttons. */
  readonly content: Part;
  /** Leads on; absent where the way ends. */
  readonly onward?: Part;
  readonly refusal?: DescribedRefusal | null;
  /** What to answer where a field is wrong. */
  readonly status?: number;
  /** What is wrong with fields, by their names. */
  readonly errors?: Readonly<Record<string, string | undefined>>;
  /** Behind the address that is looked at again, with its `?`; else that of the request. */
  readonly query?: string;
}

/** A page of the assistant; it looks again by itself while the file is being read. */
export function stepPage(visit: SiteVisit, draft: DraftView, view: StepView): FastifyReply {
  const { reader } = visit;
  const { step, content, onward, refusal, status, errors = {}, query = queryOf(visit) } = view;
  const words = importWords[reader.language];
  const isWaiting = draft.state === 'waiting';
  const title = (draft.purpose === 'trial' ? words.titleTrial : words.titleImport)(draft.filename);
  const discard = buttonLink(visit.path(`/import/${draft.id}/discard`), words.discard.link, 'other');
  const isOpen = draft.state !== 'applied' && draft.state !== 'discarded';
  const lead = words.sentBy(reader.size(draft.size), reader.moment(draft.madeAt), personOf(draft, reader));
  return visit.page(
    {
      title: `${reader.label(title)} ${words.steps[step]}`,
      place: 'import',
      refreshSeconds: isWaiting ? LOOK_SECONDS : undefined,
      main: html`${heading(reader, {
        title,
        crumbs: [{ href: visit.path('/import'), label: shellWords[reader.language].places.import }],
        lead,
        ...(isOpen ? { aside: discard } : {}),
      })}
${refusal && refusalNotice(reader, refusal)}${errorSummary(reader, errors)}
${live({
  id: 'draft',
  url: isWaiting ? stepPath(visit, draft.id, step) + query : null,
  seconds: LOOK_SECONDS,
  isAnnounced: true,
  content: html`${importStepper(visit, draft, step)}
${standing(visit, draft, refusal !== undefined && refusal !== null)}
${(draft.found !== null || !isOpen) && content}
${draft.found !== null && isOpen && foot(visit, draft, step, onward)}`,
})}`,
    },
    refusal?.http ?? status,
  );
}

function queryOf({ request }: SiteVisit): string {
  const at = request.url.indexOf('?');
  return at < 0 ? '' : request.url.slice(at);
}

/** What there is to say before anything else: it is being read, it cannot be applied, it is over. */
function standing(visit: SiteVisit, draft: DraftView, isSaid: boolean): Html | false {
  const { reader, login } = visit;
  const words = importWords[reader.language];
  const { state, found, outcome, isBegun, runId } = draft;
  if (state === 'applied') {
    const path = runPath({ site: draft.site, id: runId ?? '' });
    const more = html`<p class="actions">${buttonLink(path, words.over.run)}</p>`;
    return notice(reader, {
      tone: 'good',
      title: words.over.applied,
      cause: words.over.appliedCause(runId ?? ''),
      more,
    });
  }
  if (state === 'discarded')
    return notice(reader, { tone: 'quiet', title: words.over.discarded, cause: words.over.discardedCause });
  if (state === 'failed') {
    const more = actionButton(visit.path(`/import/${draft.id}/again`), login.proof, words.failed.retry);
    return notice(reader, { tone: 'bad', ...words.failed, more });
  }
  if (state === 'waiting') {
    const [title, cause] = found
      ? [words.waiting.again, isSaid ? '' : words.waiting.againCause]
      : [words.waiting.title, isBegun ? words.waiting.cause : words.waiting.queued];
    return notice(reader, { tone: 'busy', title, cause });
  }
  if (found === null || outcome === 'integrated') return false;
  if (outcome === 'unchanged')
    return notice(reader, {
      tone: 'quiet',
      title: words.unchanged.title,
      cause: words.unchanged.cause(String(found.sameAs ?? '')),
      remedy: words.unchanged.remedy,
    });
  const told = sentencesOf(found.report, reader);
  return notice(reader, {
    tone: 'bad',
    title: words.refused(told?.title ?? ''),
    cause: told?.cause ?? '',
    remedy: told?.remedy ?? '',
    more: html`<p>${refusedFileLink(visit, found.report)}</p>`,
  });
}

/** Back, and on. */
function foot(visit: SiteVisit, draft: DraftView, step: DraftStep, onward: Part): Html {
  const words = importWords[visit.reader.language];
  const steps = stepsOf(draft);
  const before = steps[steps.indexOf(step) - 1];
  if (steps.length === 1)
    return html`<p class="actions foot">${buttonLink(visit.path('/import'), words.otherFile)}</p>`;
  return html`<div class="foot">${before !== undefined && buttonLink(stepPath(visit, draft.id, before), words.back, 'other')}${onward}</div>`;
}

/** The button to the step after this one; `more` are fields that it sends along. */
export function onwardForm(visit: SiteVisit, draft: DraftItem, to: DraftStep, more?: Part): Html {
  const words = importWords[visit.reader.language];
  return html`<form class="onward" method="post" action="${visit.path(`/import/${draft.id}/next`)}">${proofField(visit.login.proof)}<input type="hidden" name="to" value="${to}">${more}${button(words.next(words.steps[to]))}</form>`;
}

/** The same button for a step with a form of its own, which it sends along: nothing that was chosen there is lost. */
export function onwardButton({ reader }: SiteVisit, to: DraftStep, formId: string): Html {
  const words = importWords[reader.language];
  return html`<div class="onward">${button(words.next(words.steps[to]), '', html`form="${formId}" name="to" value="${to}"`)}</div>`;
}
