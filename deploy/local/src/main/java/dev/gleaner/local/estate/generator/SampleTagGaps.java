package dev.gleaner.local.estate.generator;

import static dev.gleaner.local.estate.generator.EstateGenerator.MISSING_TAGS;

import dev.gleaner.local.estate.kind.AttachmentPeriod;
import dev.gleaner.local.estate.kind.EstateInferenceEndpoint;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.kind.EstateLogGroup;
import dev.gleaner.local.estate.kind.EstateVolume;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.series.EstateTime;
import java.util.List;
import java.util.Map;

/** Resources without tags of their owner, and those that only look so. */
final class SampleTagGaps {

    private static final String HOME = "us-east-1";
    private static final long GIGABYTE = 1_000_000_000L;

    private final EstateBuilder estateBuilder;

    private SampleTagGaps(EstateBuilder estateBuilder) {
        this.estateBuilder = estateBuilder;
    }

    static void addTo(EstateBuilder estateBuilder) {
        SampleTagGaps sample = new SampleTagGaps(estateBuilder);
        sample.gaps();
        sample.traps();
    }

    private void gaps() {
        expect(bucket("exports", Map.of("team", "platform", "project", "exports")));
        // Tags of Gleaner do not say who pays.
        expect(volume("scratch-data", Map.of("gleaner:protected", "false")));
        expect(logGroup("/apps/untagged", 13, Map.of()));
        // A blank value says nothing.
        expect(logGroup(
                "/apps/blank", 13, Map.of("team", "", "project", "x", "environment", "dev", "cost-center", "cc-1")));
        expect(serverlessEndpoint("summarizer"));
        expect(group("worker-pool", "pool-worker"));
    }

    private void traps() {
        bucket(
                "spelt-otherwise",
                Map.of("Team", "platform", "PROJECT", "exports", "Env", "production", "CostCenter", "cc-1"));
        // The tags of an empty log group are not read.
        logGroup("/apps/empty", 0, Map.of());
    }

    private void expect(String name) {
        estateBuilder.expectOpen(MISSING_TAGS, name);
    }

    private String bucket(String name, Map<String, String> tags) {
        new BucketBuilder(estateBuilder, name).taggedOnly(tags).add();
        return estateBuilder.name(name);
    }

    /** An Auto Scaling group without tags, and so is its only instance. */
    private String group(String name, String instance) {
        String own = estateBuilder.name(name);
        estateBuilder
                .instance(instance, "m5.large")
                .untagged()
                .inGroup(own)
                .doing(InstanceLoadFactory.steady(30))
                .add();
        expect(estateBuilder.name(instance));
        return own;
    }

    private String volume(String name, Map<String, String> tags) {
        String own = estateBuilder.name(name);
        String user = estateBuilder.name("registry-1");
        estateBuilder.add(
                KindRegistry.VOLUMES,
                new EstateVolume(
                        own,
                        EstateInstance.DEFAULT_ACCOUNT,
                        HOME,
                        estateBuilder.zoneOf(user),
                        EstateVolume.VolumeType.GP3,
                        20,
                        null,
                        null,
                        tags,
                        new EstateTime("-P90D"),
                        List.of(new AttachmentPeriod(user, new EstateTime("-P90D"), null)),
                        null));
        return own;
    }

    private String serverlessEndpoint(String name) {
        String own = estateBuilder.name(name);
        estateBuilder.add(
                KindRegistry.INFERENCE_ENDPOINTS,
                new EstateInferenceEndpoint(
                        own, EstateInstance.DEFAULT_ACCOUNT, HOME, Map.of(), null, 0, new EstateTime("-P60D")));
        return own;
    }

    /** A log group that keeps events for 30 days. */
    private String logGroup(String name, long gigabytes, Map<String, String> tags) {
        String own = estateBuilder.name(name);
        estateBuilder.add(
                KindRegistry.LOG_GROUPS,
                new EstateLogGroup(
                        own,
                        EstateInstance.DEFAULT_ACCOUNT,
                        HOME,
                        tags,
                        gigabytes * GIGABYTE,
                        30,
                        new EstateTime("-P200D")));
        return own;
    }
}
