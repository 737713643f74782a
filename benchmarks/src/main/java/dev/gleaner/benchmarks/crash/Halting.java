package dev.gleaner.benchmarks.crash;

import dev.gleaner.benchmarks.crash.agent.HaltOrders;
import dev.gleaner.benchmarks.crash.agent.Point;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Deals out where processes are to halt: at every point of every action and every undo, those first that came least so far. */
final class Halting {

    /** How many actions may be at their points when a process halts, each on another target. */
    private static final int SIDE_BY_SIDE = 6;

    private record Given(Cell cell, HaltOrders.Order order, Seed seed) {}

    private final HaltOrders orders;
    private final Map<Cell, Integer> taken = new LinkedHashMap<>();
    private final Map<Cell, Integer> tried = new HashMap<>();
    private final List<Given> before = new ArrayList<>();

    /** Read by those who click. */
    private volatile List<Given> given = List.of();

    private final Random random = new Random(1);
    private int rounds;

    Halting(HaltOrders orders, List<Cell> cells) {
        this.orders = orders;
        cells.forEach(cell -> taken.put(cell, 0));
        settle();
    }

    /** Orders so many halts of what people do next with these. */
    void order(List<Seed> seeds, boolean isLate, int halts) {
        before.addAll(given);
        List<Seed> free = new ArrayList<>(seeds);
        List<Given> next = new ArrayList<>();
        for (int halt = 0; halt < halts; halt++) {
            order("round-" + rounds++, free, isLate, next);
        }
        given = List.copyOf(next);
        orders.give(next.stream().map(Given::order).toList());
    }

    /** What others of its round wait for and was never met is ordered alone: they would have the process halt before it. */
    private void order(String round, List<Seed> free, boolean isLate, List<Given> next) {
        int first = next.size();
        boolean isAlone = false;
        while (next.size() < first + SIDE_BY_SIDE && !isAlone) {
            boolean isFirst = next.size() == first;
            Optional<Cell> cell = next(round, free, isLate, next, isFirst);
            if (cell.isEmpty()) {
                return;
            }
            isAlone = isMissed(cell.get());
            next.add(give(round, cell.get(), free));
        }
    }

    private boolean isMissed(Cell cell) {
        return (cell.point() == Point.RECHECKED || cell.isRare())
                && taken.getOrDefault(cell, 0) == 0
                && tried.getOrDefault(cell, 0) > 0;
    }

    private Optional<Cell> next(String round, List<Seed> free, boolean isLate, List<Given> already, boolean isFirst) {
        List<Cell> cells = new ArrayList<>(taken.keySet());
        Collections.shuffle(cells, random);
        return cells.stream()
                .filter(cell -> cell.isLate() == isLate)
                .filter(cell -> isFirst || !isMissed(cell))
                .filter(cell -> already.stream()
                        .noneMatch(one -> one.cell().equals(cell)
                                || (one.order().round().equals(round)
                                        && (one.cell().holdsUp(cell) || cell.holdsUp(one.cell())))))
                .filter(cell -> free.stream().anyMatch(cell::isMetBy))
                .min(Comparator.<Cell>comparingInt(cell -> taken.getOrDefault(cell, 0))
                        .thenComparing(cell -> !cell.isRare())
                        .thenComparingInt(cell -> tried.getOrDefault(cell, 0)));
    }

    private Given give(String round, Cell cell, List<Seed> free) {
        Seed seed = free.stream().filter(cell::isMetBy).findFirst().orElseThrow();
        free.remove(seed);
        int number = tried.merge(cell, 1, Integer::sum);
        String id = String.join("-", round, cell.act().name(), cell.point().name(), Integer.toString(number));
        return new Given(
                cell,
                new HaltOrders.Order(id, round, cell.passes(seed, random), cell.point(), cell.subject(seed)),
                seed);
    }

    /** Whether the halts are over that come before the one that is ordered for this; at once where none is. */
    boolean isTurnOf(Seed seed) {
        List<Given> now = given;
        Optional<String> round = now.stream()
                .filter(one -> one.seed().equals(seed))
                .map(one -> one.order().round())
                .findFirst();
        return round.isEmpty()
                || now.stream()
                        .map(one -> one.order().round())
                        .takeWhile(earlier -> !earlier.equals(round.get()))
                        .allMatch(orders::isOver);
    }

    /** Takes back what nobody came by, and counts the rest. */
    void settle() {
        before.addAll(given);
        before.stream()
                .filter(one -> orders.isTaken(one.order()))
                .forEach(one -> taken.merge(one.cell(), 1, Integer::sum));
        before.clear();
        given = List.of();
        orders.give(List.of());
    }

    /** Those at which no process has halted. */
    List<Cell> missing() {
        return taken.entrySet().stream()
                .filter(cell -> cell.getValue() == 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** How often a process halted at each point of each action. */
    Map<Cell, Integer> taken() {
        return taken;
    }
}
