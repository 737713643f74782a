package dev.gleaner.analyzer.rule.training;

import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.RuleSettings;
import dev.gleaner.analyzer.rule.instance.InstanceTypeTable;
import dev.gleaner.analyzer.rule.tags.EnvironmentConfig;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules about hosts of training runs.
 *
 * @param gpus number of GPUs of each type
 * @param trainingTags {@code key=value} in lower case
 */
public record TrainingHostRules(
        CheckpointGap checkpointGap, SpotCandidate spotCandidate, InstanceTypeTable gpus, Set<String> trainingTags) {

    public TrainingHostRules {
        trainingTags = TrainingHostPolicy.lower(trainingTags);
    }

    /** The rules as configured. */
    public static TrainingHostRules of(RuleSettings settings) {
        TrainingHostConfig config = settings.of(TrainingHostConfig.class);
        TrainingHostPolicy policy = TrainingHostPolicy.of(
                config, settings.of(EnvironmentConfig.class).nonProduction());
        return new TrainingHostRules(
                new CheckpointGap(policy, RuleNumbers.minutes(config.gapEffort())),
                new SpotCandidate(policy, config.production(), RuleNumbers.minutes(config.spotEffort())),
                InstanceTypeTable.gpus(),
                config.trainingTags());
    }

    /** Whether an instance may train models: by its tags, or as its type has GPUs. */
    public boolean mayTrain(String type, @Nullable Map<String, String> tags) {
        return gpus.of(type).isPresent() || TrainingHostPolicy.hasTag(tags, trainingTags);
    }
}
