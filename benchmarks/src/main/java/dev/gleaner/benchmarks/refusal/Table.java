package dev.gleaner.benchmarks.refusal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A row a reason, a column an action, in each cell the calls that were too many.
 *
 * @param startsWithoutCalendar whether the actuator came up although nobody can read its change windows
 * @param strays calls that belong to no attempt
 */
record Table(List<Attempt> attempts, boolean startsWithoutCalendar, long strays) {

    /** Prints it; how many calls were too many. Throws where something was refused, or done, for another reason. */
    long print() {
        System.out.printf("%-42s", "");
        for (Effect effect : Effect.values()) {
            System.out.printf("  %s", effect.remedy());
        }
        System.out.println();
        rows().forEach(Table::print);
        System.out.printf(
                "%-42s  %s%n", "change windows that can't be read", startsWithoutCalendar ? "it starts" : "no start");
        System.out.printf("%-42s  %d%n", "calls of no row", strays);
        judge();
        return strays + attempts.stream().mapToLong(Attempt::wrongCalls).sum();
    }

    private Map<String, Map<Effect, Attempt>> rows() {
        return attempts.stream()
                .collect(Collectors.groupingBy(
                        attempt -> attempt.row().name(),
                        LinkedHashMap::new,
                        Collectors.toMap(Attempt::effect, attempt -> attempt)));
    }

    private static void print(String row, Map<Effect, Attempt> cells) {
        System.out.printf("%-42s", row);
        for (Effect effect : Effect.values()) {
            Attempt attempt = cells.get(effect);
            String cell = attempt == null ? "-" : cell(attempt);
            System.out.printf("  %" + effect.remedy().length() + "s", cell);
        }
        System.out.println();
    }

    private static String cell(Attempt attempt) {
        boolean acts = attempt.row().expected().equals(Expected.ACTS);
        return (acts || attempt.row().allowedCalls() > 0 ? attempt.calls() + " done" : "" + attempt.wrongCalls())
                + (attempt.isAsExpected() ? "" : "!");
    }

    private void judge() {
        List<String> wrong = attempts.stream()
                .filter(attempt -> !attempt.isAsExpected())
                .map(attempt -> attempt.row().name() + ", " + attempt.effect().remedy() + ": " + attempt.said())
                .toList();
        wrong.forEach(System.out::println);
        if (!wrong.isEmpty() || startsWithoutCalendar) {
            throw new IllegalStateException(
                    wrong.size() + " came to another end than they had to; the matrix shows nothing");
        }
    }
}
