package dev.gleaner.systemtests.crash;

import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.Arn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * An action that is put through the matrix, with its undo.
 *
 * @param act what a remedy asks for
 * @param undo what takes it back; empty when nothing does
 * @param people how many have to say yes
 * @param target makes one in AWS
 * @param resource what the finding is about, given the target
 * @param parameters of the remedy
 */
record ActionScenario(
        Operation act,
        Optional<Operation> undo,
        int people,
        Function<CrashTargetFactory, Arn> target,
        Function<Arn, String> resource,
        Map<String, String> parameters) {

    /** One that nobody but a single person has to approve, about the target itself. */
    static ActionScenario of(
            Operation operation,
            Operation undo,
            Function<CrashTargetFactory, Arn> target,
            Map<String, String> parameters) {
        return new ActionScenario(operation, Optional.of(undo), 1, target, Arn::toString, parameters);
    }

    /** The same with another number of people. */
    ActionScenario withApprovers(int number) {
        return new ActionScenario(act, undo, number, target, resource, parameters);
    }

    /** The same about a part of the target. */
    ActionScenario withResource(Function<Arn, String> part) {
        return new ActionScenario(act, undo, people, target, part, parameters);
    }

    /** Whether it rests for days between two steps, in which alone it can be taken back: by itself, as something comes up. */
    boolean hasQuarantine() {
        return act.name().equals(QuarantineExpirer.ACTION);
    }

    Remedy remedy() {
        return new Remedy(act.name(), parameters, undo.isPresent(), List.of(), act.name());
    }

    /**
     * Something that an actuator does to a target.
     *
     * @param name of the action
     * @param calls AWS calls that it takes, one a step, in their order
     */
    record Operation(String name, List<String> calls) {

        Operation {
            calls = List.copyOf(calls);
        }

        static Operation of(String name, String... calls) {
            return new Operation(name, List.of(calls));
        }
    }
}
