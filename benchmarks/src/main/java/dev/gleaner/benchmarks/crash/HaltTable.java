package dev.gleaner.benchmarks.crash;

import dev.gleaner.benchmarks.crash.agent.Point;
import java.util.List;
import java.util.Map;

/** How often actuators were halted at each point of each action. */
final class HaltTable {

    private HaltTable() {}

    static void print(List<Deed> deeds, Map<Cell, Integer> taken) {
        System.out.printf("%n%-26s", "halts");
        for (Point point : Point.values()) {
            System.out.printf("  %9s", point);
        }
        System.out.println();
        for (Deed deed : deeds) {
            row(deed, false, taken);
            if (deed.undo().isPresent()) {
                row(deed, true, taken);
            }
        }
        long reached = taken.values().stream().filter(count -> count > 0).count();
        System.out.printf("%d of %d points%n", reached, taken.size());
    }

    private static void row(Deed deed, boolean isUndo, Map<Cell, Integer> taken) {
        System.out.printf("%-26s", new Cell(deed, isUndo, Point.CLAIMED).act().name());
        for (Point point : Point.values()) {
            System.out.printf("  %9d", taken.getOrDefault(new Cell(deed, isUndo, point), 0));
        }
        System.out.println();
    }
}
