package dev.gleaner.analyzer.rule.training;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** What the rules {@code checkpoint-gap} and {@code spot-candidate} have in common. */
@ConfigMapping(prefix = "analyzer.training-host")
public interface TrainingHostConfig {

    /**
     * Tags, {@code KEY=VALUE} in any case, of instances that train models. An instance whose type has GPUs is looked at without them; an Auto
     * Scaling group is, whatever it launches.
     */
    @WithDefault("workload=training,purpose=training,role=training")
    Set<String> trainingTags();

    /** Tags, {@code KEY=VALUE} in any case, of instances and groups that serve requests, which the rules pass over. */
    @WithDefault("workload=inference,workload=serving,purpose=inference,purpose=serving,role=inference,role=serving")
    Set<String> inferenceTags();

    /** Period whose checkpoints are looked at, in whole hours. */
    @WithDefault("P14D")
    Duration window();

    /** Longest time between two checkpoints that keeps the work that an interruption loses small, in whole minutes. */
    @WithDefault("PT10M")
    Duration longestGap();

    /** Time without a checkpoint, in whole minutes, after which a run is taken to have paused. */
    @WithDefault("PT6H")
    Duration pause();

    /** Time from the first to the last checkpoint of its runs, in whole hours, below which too little is known of a host. */
    @WithDefault("PT3H")
    Duration training();

    /** Time from an interruption until a run computes again: another instance starts, and reads the last checkpoint. */
    @WithDefault("PT10M")
    Duration restart();

    /** Time for which a run stands still while it saves a checkpoint. Data events do not tell it. */
    @WithDefault("PT1M")
    Duration checkpoint();

    /**
     * File with the interruption frequencies of Spot instances in the form of Spot Instance Advisor's {@code spot-advisor-data.json}. Without
     * it those that are part of the analyzer are used.
     */
    Optional<Path> interruptions();

    /** Interruptions an hour of types for which AWS only tells that more than 20 % of the instances are interrupted in a month. */
    @WithDefault("0.15")
    double highestRate();

    /** Time for which a host may be missing in complete listings before too little is known of it. Groups are listed once a day. */
    @WithDefault("P2D")
    Duration unlisted();

    /** Time that a person needs to carry out the remedy of {@code checkpoint-gap}. */
    @WithDefault("PT2H")
    Duration gapEffort();

    /** Time that a person needs to carry out the remedy of {@code spot-candidate}. */
    @WithDefault("PT30M")
    Duration spotEffort();

    /** Whether {@code spot-candidate} proposes Spot also for hosts of production. */
    @WithDefault("false")
    boolean production();
}
