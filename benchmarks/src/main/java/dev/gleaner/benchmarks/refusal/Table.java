package dev.gleaner.benchmarks.refusal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A row a reason, a column an action, in each cell the calls that were too many.
 *
 * @param started what the actuator came up with although nobody can read it
 * @param strays calls that belong to no attempt
 */
record Table(List<Attempt> attempts, List<String> started, long strays) {

    /**
     * Prints it; how many calls were too many. Throws where there was none, and something was refused, or done, for another
     * reason.
     */
    long print() {
        System.out.printf("%-42s", "");
        for (Effect effect : Effect.values()) {
            System.out.printf("  %s", effect.remedy());
        }
        System.out.println();
        rows().forEach(Table::print);
        System.out.printf("%-42s  %d%n", "calls of no row", strays);
        long wrong = strays + attempts.stream().mapToLong(Attempt::wrongCalls).sum();
        judge(wrong);
        return wrong;
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

    private void judge(long wrongCalls) {
        List<String> wrong = attempts.stream()
                .filter(attempt -> !attempt.isAsExpected())
                .map(attempt -> attempt.row().name() + ", " + attempt.effect().remedy() + ": " + attempt.said())
                .toList();
        wrong.forEach(System.out::println);
        started.forEach(what -> System.out.println("it starts with " + what));
        if (wrongCalls == 0 && !(wrong.isEmpty() && started.isEmpty())) {
            throw new IllegalStateException((wrong.size() + started.size())
                    + " came to another end than they had to; the matrix shows nothing");
        }
    }
}
