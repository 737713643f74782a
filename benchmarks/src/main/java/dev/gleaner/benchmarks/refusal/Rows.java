package dev.gleaner.benchmarks.refusal;

import java.util.List;
import java.util.stream.Stream;

/** All rows, in the order of the table. */
final class Rows {

    private Rows() {}

    static List<Row> all() {
        return Stream.of(
                        DecisionRows.all(),
                        SlackRows.all(),
                        PolicyRows.all(),
                        GuardRows.all(),
                        TruthRows.all(),
                        LossRows.all(),
                        UndoRows.all(),
                        FaultRows.all())
                .flatMap(List::stream)
                .toList();
    }

    /** The rows that must act: without them the matrix could not fail. */
    static List<Row> controls() {
        return List.of(
                acting("control: nothing is wrong", Effect.ALL),
                acting("control: yes by Slack", Effect.ALL).deciding(Click::ofAll),
                LossRows.scratchOnly());
    }

    /** What must be found when a guard is off. */
    static List<Row> carelesslyDone() {
        return List.of(GuardRows.protectedByTag());
    }

    /** A row that must act. */
    static Row acting(String name, List<Effect> effects) {
        return Row.of(name, effects, Expected.ACTS).allowing(Integer.MAX_VALUE);
    }
}
