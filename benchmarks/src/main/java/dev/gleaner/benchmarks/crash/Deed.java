package dev.gleaner.benchmarks.crash;

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
record Deed(
        Act act,
        Optional<Act> undo,
        int people,
        Function<AwsEstate, Arn> target,
        Function<Arn, String> resource,
        Map<String, String> parameters) {

    /** One that nobody but a single person has to approve, about the target itself. */
    static Deed of(Act act, Act undo, Function<AwsEstate, Arn> target, Map<String, String> parameters) {
        return new Deed(act, Optional.of(undo), 1, target, Arn::toString, parameters);
    }

    /** The same with another number of people. */
    Deed by(int number) {
        return new Deed(act, undo, number, target, resource, parameters);
    }

    /** The same about a part of the target. */
    Deed about(Function<Arn, String> part) {
        return new Deed(act, undo, people, target, part, parameters);
    }

    /** Whether it rests for days between two steps, in which alone it can be taken back: by itself, as something comes up. */
    boolean rests() {
        return act.name().equals(Quarantine.ACTION);
    }

    Remedy remedy() {
        return new Remedy(act.name(), parameters, undo.isPresent(), List.of(), act.name());
    }
}
