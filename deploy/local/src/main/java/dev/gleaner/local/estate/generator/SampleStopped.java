package dev.gleaner.local.estate.generator;

import dev.gleaner.local.estate.kind.AttachmentPeriod;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.kind.EstateVolume;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.kind.SampleEstate;
import dev.gleaner.local.estate.saving.ExpectedSavingCalculator;
import dev.gleaner.local.estate.series.EstateTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Instances that have been stopped for long, and those that only look so. */
final class SampleStopped {

    private static final String HOME = "us-east-1";
    private static final String STOPPED = ExpectedSavingCalculator.STOPPED_INSTANCE;
    private static final String DATA = "parked-data";
    private static final int DATA_GIB = 500;
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration AGE = DAY.multipliedBy(120);

    private final EstateBuilder estateBuilder;

    private SampleStopped(EstateBuilder estateBuilder) {
        this.estateBuilder = estateBuilder;
    }

    static void addTo(EstateBuilder estateBuilder) {
        SampleStopped sample = new SampleStopped(estateBuilder);
        sample.stopped("parked-trainer", "r5.2xlarge", 40).addExpecting(STOPPED);
        sample.addData("parked-trainer");
        // Nothing but its root volume is paid for.
        sample.stopped("parked-desktop", "m5.xlarge", 45).addExpecting(STOPPED);
        sample.stopped("stopped-lately", "m5.xlarge", 20).add();
        // Gleaner starts it again when somebody needs it.
        sample.stopped("stopped-by-schedule", "m5.2xlarge", 40)
                .tag("gleaner:schedule", "Mon-Fri 09:00-17:00 UTC")
                .add();
    }

    private InstanceBuilder stopped(String name, String type, int days) {
        return estateBuilder
                .instance(name, type)
                .tagged("dev", "research")
                .inZone("a")
                .aged(AGE)
                .stopped(DAY.multipliedBy(days));
    }

    /** A second volume, which is not deleted together with the instance. */
    private void addData(String instance) {
        String name = estateBuilder.name(DATA);
        String user = estateBuilder.name(instance);
        EstateTime since = EstateTime.before(AGE);
        estateBuilder.add(
                KindRegistry.VOLUMES,
                new EstateVolume(
                        name,
                        EstateInstance.DEFAULT_ACCOUNT,
                        HOME,
                        estateBuilder.zoneOf(user),
                        EstateVolume.VolumeType.GP3,
                        DATA_GIB,
                        null,
                        null,
                        SampleEstate.allocated(Map.of("Name", name, "environment", "dev", "team", "research")),
                        since,
                        List.of(new AttachmentPeriod(user, since, null)),
                        null));
    }
}
