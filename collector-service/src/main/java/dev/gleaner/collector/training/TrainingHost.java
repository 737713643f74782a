package dev.gleaner.collector.training;

import dev.gleaner.contracts.resource.Arn;

/**
 * A host of a training run; texts are empty where nothing is known.
 *
 * @param resource what a change would be made to: the Auto Scaling group that launched the instance, or the instance
 * @param instance its id
 */
public record TrainingHost(
        Arn resource, String instance, String type, String market, String platform, String tenancy) {}
