package dev.gleaner.local.estate.generator;

import java.util.stream.Stream;

/** Idle instances that reservations cover, which would cover others that are on demand today. Nothing else is of their families. */
final class SampleCommitments {

    private SampleCommitments() {}

    static void addTo(EstateBuilder estateBuilder) {
        // The reservation is for two r6i.large of another account.
        estateBuilder
                .instance("notes-index", "r6i.xlarge")
                .tagged("dev", "research")
                .addExpecting(EstateGenerator.IDLE);
        estateBuilder
                .instance("catalog-cache", "r6i.2xlarge")
                .tagged("production", "platform")
                .doing(InstanceLoadFactory.steady(55))
                .add();
        // Three c6a.2xlarge are reserved: for both of these, and half of the third instance, whose other half one of
        // them would do for.
        Stream.of("preview-render-1", "preview-render-2")
                .forEach(name -> estateBuilder
                        .instance(name, "c6a.2xlarge")
                        .tagged("dev", "platform")
                        .addExpecting(EstateGenerator.IDLE));
        estateBuilder
                .instance("render-queue", "c6a.4xlarge")
                .tagged("production", "platform")
                .doing(InstanceLoadFactory.steady(62))
                .add();
    }
}
