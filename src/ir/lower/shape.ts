// What all actions of one task have in common: where it stands, its host, and for tasks of an event loop
// the turn. In: the task, its flow, its loop. Out: conjuncts and effects that frame each step. The rules
// of turns are those of docs/language.md, "Event loops".

import type { Span } from '../../diagnostic/source.ts';
import type { Expr, Statement } from '../expr.ts';
import { and, cell, equal, oneOf, or } from '../fold.ts';
import { set } from '../fold-statement.ts';
import type { Conjunct, Location, WaitKind } from '../program.ts';
import type { Builder, OpenTask } from './builder.ts';
import type { HostEntity, MutexEntity } from './entity.ts';
import type { Flow, FlowAction } from './flow.ts';
import { failure } from './values.ts';

/** How a task takes and gives back its loop. */
export interface LoopPart {
  readonly object: number;
  readonly process: number;
  /** 0 nobody, else the position of the running task. */
  readonly running: number;
  /** This task's value of `running`. */
  readonly position: number;
  /** `holds m` */
  readonly mutex: MutexEntity | null;
  /** The place at which a nested loop runs, or 0; null where no task nests. */
  readonly nest: number | null;
  /** This task's own such places: location -> value of `nest`. */
  readonly spots: ReadonlyMap<number, number>;
  /** Values of `nest` under which this task may run. */
  readonly guests: readonly number[];
  /** `deferred` callbacks. */
  readonly pending: number | null;
  /** True where a coroutine has a start of its own to wait for its first turn at. */
  readonly coroutine: boolean;
}

export class TaskShape {
  /** Plain location -> the hidden turn location that belongs to it. */
  readonly turnOf = new Map<number, number>();
  private readonly plain = new Map<number, number>();
  readonly task: OpenTask;
  readonly flow: Flow;
  readonly process: number;
  readonly name: string;
  readonly span: Span;
  private readonly host: HostEntity;
  private readonly loop: LoopPart | null;
  private readonly builder: Builder;
  private readonly startReentered: boolean;

  constructor(
    parts: {
      task: OpenTask;
      flow: Flow;
      name: string;
      span: Span;
      host: HostEntity;
      loop: LoopPart | null;
      spawned: boolean;
    },
    builder: Builder,
  ) {
    this.task = parts.task;
    this.flow = parts.flow;
    this.process = parts.task.process;
    this.name = parts.name;
    this.span = parts.span;
    this.host = parts.host;
    this.loop = parts.loop;
    this.builder = builder;
    this.startReentered = isReentered(parts.flow);
    if (this.loop !== null) this.addTurnLocations(this.loop);
    this.task.start = this.turnOf.get(this.flow.start) ?? this.flow.start;
    this.task.initial = parts.spawned
      ? this.addLocation({ name: 'unspawned', role: 'unspawned', hidden: true })
      : this.task.start;
  }

  private addLocation(location: Location): number {
    return this.task.locations.push(location) - 1;
  }

  private addTurnLocations(loop: LoopPart): void {
    const { start, yields } = this.flow;
    if (!loop.coroutine) {
      const idle = this.task.locations[start] as Location;
      this.task.locations[start] = { ...idle, role: 'turn' };
      return;
    }
    for (const plain of new Set([...yields.keys(), start])) {
      const turn = this.addLocation({ name: this.locationName(plain), role: 'turn', hidden: true });
      this.turnOf.set(plain, turn);
      this.plain.set(turn, plain);
    }
  }

  private locationName(index: number): string {
    return this.task.locations[index]?.name ?? '';
  }

  /** The locations an action begins at, with the turn locations that stand for them. */
  beginnings(action: FlowAction): number[] {
    const named = action.from === 'anywhere' ? this.everywhere(action) : action.from;
    return named.flatMap(location => {
      const turn = this.turnOf.get(location);
      if (turn === undefined) return [location];
      const onlyFirst = location === this.flow.start && !this.startReentered;
      return onlyFirst ? [turn] : [location, turn];
    });
  }

  private everywhere(action: FlowAction): number[] {
    return this.task.locations.flatMap((location, i) => {
      const target = action.to.location === i && action.to.exits.length === 0;
      const stands = location.role === 'plain' || (location.role === 'turn' && !location.hidden);
      return stands && !location.hidden && !target ? [i] : [];
    });
  }

  /** The location as written, for `-> same`. */
  plainOf(location: number): number {
    return this.plain.get(location) ?? location;
  }

  /** A hidden location inside a step that has two halves. */
  addWaiting(from: number): number {
    return this.addLocation({ name: this.locationName(from), role: 'waiting', hidden: true });
  }

  // -------------------------------------------------------------- conjuncts

  atConjunct(location: number, span: Span): Conjunct {
    return {
      role: 'location',
      move: 0,
      condition: equal(cell(this.task.at), location),
      wait: null,
      span,
    };
  }

  hostConjuncts(span: Span): Conjunct[] {
    if (this.host.crashed === null) return [];
    return [
      { role: 'host', move: 0, condition: equal(cell(this.host.crashed), 0), wait: null, span },
    ];
  }

  /** Taking the turn: nobody runs, the loop's mutex is free, a deferred callback is pending. */
  turnConjuncts(from: number, span: Span): Conjunct[] {
    if (this.loop === null || !this.isTurn(from)) return [];
    const { running, mutex, pending } = this.loop;
    const conjuncts = [
      this.turnConjunct(
        'turn',
        and([equal(cell(running), 0), this.nestAllows(from)]),
        this.loop.object,
        span,
      ),
    ];
    if (mutex !== null)
      conjuncts.push(this.turnConjunct('turn', equal(cell(mutex.cell), 0), mutex.object, span));
    if (pending !== null) {
      conjuncts.push({
        role: 'guard',
        move: 0,
        condition: equal(cell(pending), 1),
        wait: { kind: 'event', object: null, on: [this.name], family: this.task.name ?? this.name },
        span,
      });
    }
    return conjuncts;
  }

  private turnConjunct(kind: WaitKind, condition: Expr, object: number, span: Span): Conjunct {
    const info = this.builder.objects[object];
    return {
      role: 'turn',
      move: 0,
      condition,
      wait: { kind, object, on: [info?.name ?? ''], family: info?.family ?? '' },
      span,
    };
  }

  /** No nested loop runs, or it is this task's own, or this task is its guest. */
  private nestAllows(from: number): Expr {
    const loop = this.loop;
    if (loop === null || loop.nest === null) return { kind: 'const', value: 1 };
    const nest = cell(loop.nest);
    const own = this.nestingAt(from);
    if (own !== null) return equal(nest, own);
    return or([equal(nest, 0), oneOf(nest, loop.guests)]);
  }

  /** The value of `nest` while the task waits at this turn location with a nested loop. */
  private nestingAt(turn: number): number | null {
    return this.plain.has(turn) ? (this.loop?.spots.get(this.plainOf(turn)) ?? null) : null;
  }

  private isTurn(location: number): boolean {
    const role = this.task.locations[location]?.role;
    return role === 'turn' || role === 'final';
  }

  // -------------------------------------------------------------- effects

  /** The first effects of a turn. */
  turnEffects(from: number): Statement[] {
    if (this.loop === null || !this.isTurn(from)) return [];
    const { mutex, pending, nest, process } = this.loop;
    const effects: Statement[] = [];
    if (mutex !== null) effects.push(set(mutex.cell, mutex.lockers.indexOf(process) + 1));
    if (pending !== null) effects.push(set(pending, 0));
    if (nest !== null && this.nestingAt(from) !== null) effects.push(set(nest, 0));
    return effects;
  }

  /** After the control location is set: keep the loop, or give it back; a thread ends owning nothing. */
  settle(from: number, to: number): Statement[] {
    if (this.loop === null)
      return this.task.locations[to]?.role === 'final' ? this.ownsNothing() : [];
    if (!this.isTurn(to))
      return this.isTurn(from) ? [set(this.loop.running, this.loop.position)] : [];
    const released = this.isTurn(from) ? [] : [set(this.loop.running, 0)];
    return [...released, ...this.giveBack()];
  }

  /** A coroutine gives the loop its turn. */
  yieldEffects(plain: number): Statement[] {
    if (this.loop === null) throw new Error('only a coroutine yields');
    const { nest } = this.loop;
    const spot = this.loop.spots.get(plain);
    return [
      set(this.loop.running, 0),
      ...this.giveBack(),
      ...(nest === null || spot === undefined ? [] : [set(nest, spot)]),
    ];
  }

  private giveBack(): Statement[] {
    const mutex = this.loop?.mutex ?? null;
    if (mutex === null) return [];
    const name = this.builder.objects[mutex.object]?.name ?? '';
    const error = failure('owning', `the turn ends without owning ${name}`, this.span);
    const owned = equal(cell(mutex.cell), mutex.lockers.indexOf(this.process) + 1);
    return [{ kind: 'require', condition: owned, failure: error }, set(mutex.cell, 0)];
  }

  private ownsNothing(): Statement[] {
    return this.builder.mutexesOf(this.process).map(({ mutex, position }) => {
      const name = this.builder.objects[mutex.object]?.name ?? '';
      const error = failure('owning', `${this.name} ends while it owns ${name}`, this.span);
      const free: Expr = {
        kind: 'compare',
        operator: '!=',
        left: cell(mutex.cell),
        right: { kind: 'const', value: position },
      };
      return { kind: 'require', condition: free, failure: error };
    });
  }
}

/** Some action leads back to the start. */
function isReentered(flow: Flow): boolean {
  return flow.actions.some(action => {
    const destinations = [
      action.to,
      ...action.outcomes.map(o => o.to),
      ...(action.timeout === null ? [] : [action.timeout]),
    ];
    const stays = destinations.some(d => d.location === null);
    const fromStart = action.from === 'anywhere' || action.from.includes(flow.start);
    return (
      destinations.some(d => d.location === flow.start) ||
      (stays && fromStart) ||
      exitsTo(action, flow.start)
    );
  });
}

function exitsTo(action: FlowAction, location: number): boolean {
  return action.to.exits.some(exit => exit.outcomes.some(o => o.to.location === location));
}
