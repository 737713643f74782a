package dev.gleaner.benchmarks.crash;

import dev.gleaner.benchmarks.crash.agent.HaltOrders;
import dev.gleaner.benchmarks.crash.agent.Point;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/** Deals out where processes are to halt: every point of every action and every undo, one after the other. */
final class Halting {

    /** A point of an action, or of its undo. */
    record Cell(Deed deed, boolean isUndo, Point point) {

        String action() {
            return isUndo ? deed.undo() : deed.name();
        }

        /** What the publisher sees of it are audit entries, whose kind tells the two apart. */
        private String what() {
            return switch (point) {
                case RECORDED, PUBLISHED -> isUndo ? "undone" : "observed";
                case CLAIMED, RECHECKED, INTENT, CALLED, OBSERVED -> action();
            };
        }
    }

    private record Given(Cell cell, HaltOrders.Order order) {}

    private final List<Cell> cells = new ArrayList<>();
    private final Map<Cell, Integer> taken = new LinkedHashMap<>();
    private final HaltOrders orders;
    private final List<Given> given = new ArrayList<>();
    private final Random random = new Random(1);
    private int dealt;

    Halting(HaltOrders orders) {
        this.orders = orders;
        for (Deed deed : Deeds.ALL) {
            for (boolean isUndo : List.of(false, true)) {
                for (Point point : Point.values()) {
                    Cell cell = new Cell(deed, isUndo, point);
                    cells.add(cell);
                    taken.put(cell, 0);
                }
            }
        }
        Collections.shuffle(cells, random);
    }

    /** The next so many cells. */
    List<Cell> next(int count) {
        List<Cell> next = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            next.add(cells.get(dealt++ % cells.size()));
        }
        return next;
    }

    /** Orders those of the cells that are about actions, or about undos, each on another of these targets. */
    void order(List<Cell> wanted, boolean isUndo, List<Seed> seeds) {
        List<Seed> free = new ArrayList<>(seeds);
        for (Cell cell : wanted) {
            if (cell.isUndo() == isUndo) {
                free.stream().filter(isOf(cell)).findFirst().ifPresent(seed -> {
                    free.remove(seed);
                    given.add(new Given(cell, order(cell, seed)));
                });
            }
        }
        orders.give(given.stream().map(Given::order).toList());
    }

    /** Takes back what nobody came by, and counts the rest. */
    void settle() {
        given.stream()
                .filter(one -> orders.isTaken(one.order()))
                .forEach(one -> taken.merge(one.cell(), 1, Integer::sum));
        given.clear();
        orders.give(List.of());
    }

    /** Throws when nothing was halted, or after so many orders not at each point, for then nothing is shown. */
    void requireEach(int ordered) {
        Set<Point> reached = EnumSet.noneOf(Point.class);
        taken.forEach((cell, count) -> {
            if (count > 0) {
                reached.add(cell.point());
            }
        });
        if (reached.isEmpty() || (ordered >= cells.size() && reached.size() < Point.values().length)) {
            throw new IllegalStateException("actuators were halted only at " + reached);
        }
    }

    /** How often a process halted at each point of each action. */
    Map<Cell, Integer> taken() {
        return taken;
    }

    private static Predicate<Seed> isOf(Cell cell) {
        return seed -> seed.deed().equals(cell.deed()) && (!cell.isUndo() || seed.isUndone());
    }

    /** Any step of the action; what is recorded and published at its end is so only once. */
    private int passes(Cell cell) {
        return switch (cell.point()) {
            case RECORDED, PUBLISHED -> 0;
            case CLAIMED, RECHECKED, INTENT, CALLED, OBSERVED ->
                random.nextInt(
                        cell.isUndo() ? cell.deed().undoCalls() : cell.deed().calls());
        };
    }

    private HaltOrders.Order order(Cell cell, Seed seed) {
        return new HaltOrders.Order(
                "order-" + dealt + "-" + given.size() + "-" + cell.action() + "-" + cell.point(),
                passes(cell),
                cell.point(),
                HaltOrders.subject(seed.target().toString(), cell.what()));
    }
}
