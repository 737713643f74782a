package dev.gleaner.benchmarks.crash;

import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.Arn;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * An action that is put through the matrix, with its undo.
 *
 * @param name of the action
 * @param undo name of what takes it back
 * @param calls AWS calls that it takes, one a step
 * @param undoCalls AWS calls that its undo takes
 * @param rule that finds a reason for it
 * @param target makes one in AWS
 * @param resource what the finding is about, given the target
 * @param parameters of the remedy
 */
record Deed(
        String name,
        String undo,
        int calls,
        int undoCalls,
        String rule,
        Function<AwsEstate, Arn> target,
        Function<Arn, String> resource,
        Map<String, String> parameters) {

    Remedy remedy() {
        return new Remedy(name, parameters, true, List.of(), name);
    }
}
