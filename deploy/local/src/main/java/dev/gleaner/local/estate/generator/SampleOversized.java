package dev.gleaner.local.estate.generator;

import dev.gleaner.local.estate.HostGpus;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.saving.ExpectedSavingCalculator;
import dev.gleaner.local.estate.series.SeriesShape.Weekly;
import java.time.Duration;
import java.time.LocalTime;

/** Instances that would fit on a smaller or a newer type, and those that only look so. */
final class SampleOversized {

    private static final String OVERSIZED = ExpectedSavingCalculator.OVERSIZED_INSTANCE;

    private SampleOversized() {}

    static void addTo(EstateBuilder estateBuilder) {
        estateBuilder
                .instance("roomy-api", "m6i.4xlarge")
                .tagged("dev", "platform")
                .doing(InstanceLoadFactory.steady(20))
                .addExpecting(OVERSIZED);
        // Its group would launch the former type again.
        estateBuilder
                .instance("ranking-host", "c5.2xlarge")
                .tagged("production", "inference")
                .inGroup("ranking")
                .doing(InstanceLoadFactory.steady(15))
                .addExpecting(OVERSIZED);
        // Twenty minutes of a day are 1.4 % of the time.
        InstanceBuilder exporter =
                estateBuilder.instance("daily-export", "m5.2xlarge").tagged("production", "platform");
        Weekly export = Weekly.everyDay(LocalTime.of(4, 0), Duration.ofMinutes(20), 95);
        exporter.doing(InstanceLoadFactory.working(InstanceLoadFactory.steady(14), export))
                .add();
        // Its type is chosen for its memory, which no agent reports.
        estateBuilder
                .instance("feature-cache", "r5.2xlarge")
                .tagged("production", "platform")
                .doing(InstanceLoadFactory.steady(12))
                .addExpectingInsufficient(OVERSIZED);
        // Its memory is known, and half of it suffices.
        estateBuilder
                .instance("embedding-store", "r5.4xlarge")
                .tagged("dev", "research")
                .doing(InstanceLoadFactory.steady(14))
                .usingMemory(31)
                .addExpecting(OVERSIZED);
        // Its CPU would fit on half of it, and its memory would not.
        estateBuilder
                .instance("session-store", "m6i.2xlarge")
                .tagged("production", "platform")
                .doing(InstanceLoadFactory.steady(13))
                .usingMemory(57)
                .add();
        // Four of its GPUs would be at half of their use.
        estateBuilder
                .instance("spread-server", "g5.48xlarge")
                .tagged("production", "inference")
                .withScratchData()
                .withGpus("NVIDIA A10G", 8, HostGpus.Load.SERVING)
                .addExpecting(ExpectedSavingCalculator.UNDERUSED_GPU);
        estateBuilder
                .instance("report-server", "m4.2xlarge")
                .tagged("production", "platform")
                .doing(InstanceLoadFactory.steady(47))
                .addExpecting(ExpectedSavingCalculator.PREVIOUS_GENERATION);
        // Its price is not that of its type.
        estateBuilder
                .instance("report-renderer", "m4.2xlarge")
                .tagged("production", "platform")
                .bought(EstateInstance.Market.SPOT)
                .doing(InstanceLoadFactory.steady(51))
                .add();
        // Its credits pay for what its CPU does not show.
        estateBuilder
                .instance("build-agent", "t3.2xlarge")
                .tagged("dev", "research")
                .doing(InstanceLoadFactory.steady(16))
                .add();
    }
}
