import { describe, expect, it } from 'vitest';
import { choiceOf, notCovered, unknownNames } from '../../src/gate/model-shape.ts';
import type { Observation } from '../../src/gate/observation.ts';
import { type CheckCase, runGate, summarise } from '../../src/gate/run-gate.ts';
import { caseOf, gateSpec, SHAPE, seen, specOf } from './support.ts';

const CAUSE = 'a1a331173677';

/** Answers by the value of `fix`, the last case first. */
function backwards(answers: Readonly<Record<string, Observation | null>>): CheckCase {
  const waiting: (() => void)[] = [];
  return async ({ choice }) => {
    await new Promise<void>(resolve => {
      waiting.push(resolve);
      setTimeout(() => waiting.pop()?.(), 1);
    });
    return answers[choice.variant.fix ?? ''] ?? null;
  };
}

describe('the gate', () => {
  it('keeps the order of the specs, whichever answer comes first', async () => {
    const specs = [specOf(['fix=none: holds', 'fix=merged: holds']), specOf(['fix=merged: holds'])];
    const answers = { none: seen({ safe: [CAUSE] }), merged: seen() };
    const results = await runGate(specs.map(gateSpec), backwards(answers), { slow: false });
    expect(results.map(({ cases }) => cases.map(one => one.outcome))).toEqual([
      ['contradicted', 'met'],
      ['met'],
    ]);
    expect(summarise(results)).toEqual({
      outcome: 'contradicted',
      cases: 3,
      met: 2,
      contradicted: 1,
      undecided: 0,
      skipped: 0,
    });
  });

  it('leaves slow cases out unless asked', async () => {
    const spec = gateSpec(specOf(['fix=none: holds', 'fix=merged slow: holds']));
    const asked: string[] = [];
    const check: CheckCase = async ({ choice }) => {
      asked.push(choice.variant.fix ?? '');
      return seen();
    };
    const quick = summarise(await runGate([spec], check, { slow: false }));
    expect([asked, quick.outcome, quick.skipped]).toEqual([['none'], 'met', 1]);
    expect(summarise(await runGate([spec], check, { slow: true })).met).toBe(2);
  });

  it('is undecided where it was interrupted, and contradicted before undecided', async () => {
    const spec = gateSpec(specOf(['fix=none: holds', 'fix=merged: holds']));
    const cut = await runGate([spec], backwards({ none: seen() }), { slow: false });
    expect(summarise(cut)).toMatchObject({ outcome: 'undecided', met: 1, undecided: 1 });
    const answers = { none: seen({ safe: [CAUSE] }) };
    const both = await runGate([spec], backwards(answers), { slow: false });
    expect(summarise(both).outcome).toBe('contradicted');
  });
});

describe('the model of a spec', () => {
  it('gives a case its choice, parameters as numbers', () => {
    expect(choiceOf(caseOf('fix=merged src.qemu=new PAGES=4: holds'), SHAPE)).toEqual({
      variant: { fix: 'merged', 'src.qemu': 'new' },
      params: { PAGES: 4 },
    });
  });

  it.each<[string, string | null]>([
    ['fix=merged: violated safe', null],
    ['fix=mergd: holds', 'MC1205 `fix` has no value `mergd` Did you mean `merged`?'],
    ['fx=none: holds', 'MC1205 the model has nothing to choose named `fx` Did you mean `fix`?'],
    [
      'dst.qemu=new: holds',
      'MC1205 the model has nothing to choose named `dst.qemu` It has: fix, src.qemu, PAGES.',
    ],
    ['PAGES=two: holds', 'MC1205 `PAGES` is a parameter: its value is a number '],
    [': violated deadlok', 'MC1206 the model has no property `deadlok` Did you mean `deadlock`?'],
    [': unknown lives', 'MC1206 the model has no property `lives` Did you mean `live`?'],
  ])('knows what %s names', (text, complaint) => {
    const found = unknownNames(specOf([text]), SHAPE);
    const texts = found.map(({ code, message, help = '' }) => `${code} ${message} ${help}`);
    expect(texts).toEqual(complaint === null ? [] : [complaint]);
  });

  it('says which values no case is about; a silent case has the default', () => {
    expect(notCovered(specOf(['fix=none: holds']), SHAPE)).toEqual(['fix=merged', 'src.qemu=new']);
    expect(notCovered(specOf(['fix=merged: holds']), SHAPE)).toEqual(['fix=none', 'src.qemu=new']);
    const all = ['fix=merged src.qemu=new: holds', 'PAGES=2 slow: holds'];
    expect(notCovered(specOf(all), SHAPE)).toEqual([]);
  });
});
