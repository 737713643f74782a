package dev.gleaner.systemtests.crash;

import dev.gleaner.systemtests.crash.agent.HaltOrders;
import dev.gleaner.systemtests.crash.agent.HaltPoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Schedules halts at the points of all actions and undos, those first that were reached least often. */
final class HaltScheduler {

    /** How many actions, each on another target, may be suspended at their points when a process halts. */
    private static final int SIDE_BY_SIDE = 6;

    private record ScheduledHalt(CrashMatrixCell cell, HaltOrders.Order order, CrashCase seed) {}

    private final HaltOrders orders;
    private final Map<CrashMatrixCell, Integer> taken = new LinkedHashMap<>();
    private final Map<CrashMatrixCell, Integer> tried = new HashMap<>();
    private final List<ScheduledHalt> before = new ArrayList<>();

    /** Read by the threads that send decisions. */
    private volatile List<ScheduledHalt> given = List.of();

    private final Random random = new Random(1);
    private int rounds;

    HaltScheduler(HaltOrders orders, List<CrashMatrixCell> cells) {
        this.orders = orders;
        cells.forEach(cell -> taken.put(cell, 0));
        collectTaken();
    }

    /** Schedules a number of halts for what people do next with these seeds. */
    void scheduleHalts(List<CrashCase> seeds, boolean isLate, int halts) {
        before.addAll(given);
        List<CrashCase> free = new ArrayList<>(seeds);
        List<ScheduledHalt> next = new ArrayList<>();
        for (int halt = 0; halt < halts; halt++) {
            scheduleHalts("round-" + rounds++, free, isLate, next);
        }
        given = List.copyOf(next);
        orders.replaceAll(next.stream().map(ScheduledHalt::order).toList());
    }

    /** A point that was scheduled but never reached gets a round of its own, as others would halt the process before. */
    private void scheduleHalts(String round, List<CrashCase> free, boolean isLate, List<ScheduledHalt> next) {
        int first = next.size();
        boolean isAlone = false;
        while (next.size() < first + SIDE_BY_SIDE && !isAlone) {
            boolean isFirst = next.size() == first;
            Optional<CrashMatrixCell> cell = next(round, free, isLate, next, isFirst);
            if (cell.isEmpty()) {
                return;
            }
            isAlone = isMissed(cell.get());
            next.add(assign(round, cell.get(), free));
        }
    }

    private boolean isMissed(CrashMatrixCell cell) {
        return (cell.point() == HaltPoint.RECHECKED || cell.isRare())
                && taken.getOrDefault(cell, 0) == 0
                && tried.getOrDefault(cell, 0) > 0;
    }

    private Optional<CrashMatrixCell> next(
            String round, List<CrashCase> free, boolean isLate, List<ScheduledHalt> already, boolean isFirst) {
        List<CrashMatrixCell> cells = new ArrayList<>(taken.keySet());
        Collections.shuffle(cells, random);
        return cells.stream()
                .filter(cell -> cell.isReachedWhileUndoing() == isLate)
                .filter(cell -> isFirst || !isMissed(cell))
                .filter(cell -> already.stream()
                        .noneMatch(one -> one.cell().equals(cell)
                                || (one.order().round().equals(round)
                                        && (one.cell().blocks(cell) || cell.blocks(one.cell())))))
                .filter(cell -> free.stream().anyMatch(cell::isReachedBy))
                .min(Comparator.<CrashMatrixCell>comparingInt(cell -> taken.getOrDefault(cell, 0))
                        .thenComparing(cell -> !cell.isRare())
                        .thenComparingInt(cell -> tried.getOrDefault(cell, 0)));
    }

    private ScheduledHalt assign(String round, CrashMatrixCell cell, List<CrashCase> free) {
        CrashCase crashCase =
                free.stream().filter(cell::isReachedBy).findFirst().orElseThrow();
        free.remove(crashCase);
        int number = tried.merge(cell, 1, Integer::sum);
        String id =
                String.join("-", round, cell.operation().name(), cell.point().name(), Integer.toString(number));
        return new ScheduledHalt(
                cell,
                new HaltOrders.Order(id, round, cell.passes(crashCase, random), cell.point(), cell.subject(crashCase)),
                crashCase);
    }

    /** Whether all halts before that of this seed are over; true for a seed without one. */
    boolean isDue(CrashCase crashCase) {
        List<ScheduledHalt> now = given;
        Optional<String> round = now.stream()
                .filter(one -> one.seed().equals(crashCase))
                .map(one -> one.order().round())
                .findFirst();
        return round.isEmpty()
                || now.stream()
                        .map(one -> one.order().round())
                        .takeWhile(earlier -> !earlier.equals(round.get()))
                        .allMatch(orders::isOver);
    }

    /** Counts the halts that took place, and removes the orders of all others. */
    void collectTaken() {
        before.addAll(given);
        before.stream()
                .filter(one -> orders.isTaken(one.order()))
                .forEach(one -> taken.merge(one.cell(), 1, Integer::sum));
        before.clear();
        given = List.of();
        orders.replaceAll(List.of());
    }

    /** The points at which no process has halted. */
    List<CrashMatrixCell> missing() {
        return taken.entrySet().stream()
                .filter(cell -> cell.getValue() == 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** How often a process halted at each point. */
    Map<CrashMatrixCell, Integer> taken() {
        return taken;
    }
}
