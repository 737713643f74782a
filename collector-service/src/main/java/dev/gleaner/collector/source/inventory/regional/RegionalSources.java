package dev.gleaner.collector.source.inventory.regional;

import dev.gleaner.collector.aws.AwsClients;
import dev.gleaner.collector.fleet.InferenceEndpointRegistry;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.collector.source.inventory.InventoryConfig;
import dev.gleaner.collector.source.inventory.RegionalRound;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** One source for each kind, so that one that is denied or fails stops no other. */
@Dependent
class RegionalSources {

    private final InventoryConfig config;
    private final AwsClients aws;
    private final RegionalRound round;
    private final InferenceEndpointRegistry endpoints;
    private final SourceMeters meters;
    private final Clock clock;

    RegionalSources(
            InventoryConfig config,
            AwsClients aws,
            RegionalRound round,
            InferenceEndpointRegistry endpoints,
            SourceMeters meters,
            Clock clock) {
        this.config = config;
        this.aws = aws;
        this.round = round;
        this.endpoints = endpoints;
        this.meters = meters;
        this.clock = clock;
    }

    @Produces
    @Singleton
    PolledSource volumes() {
        return source(new Volumes(aws), config.volumes());
    }

    @Produces
    @Singleton
    PolledSource addresses() {
        return source(new Addresses(aws), config.addresses());
    }

    @Produces
    @Singleton
    PolledSource snapshots() {
        return source(new Snapshots(aws, meters), config.snapshots());
    }

    @Produces
    @Singleton
    PolledSource scalingGroups() {
        return source(new ScalingGroups(aws), config.scalingGroups());
    }

    @Produces
    @Singleton
    PolledSource inferenceEndpoints() {
        return source(new InferenceEndpoints(aws, meters, endpoints), config.endpoints());
    }

    @Produces
    @Singleton
    PolledSource logGroups() {
        return source(new LogGroups(aws), config.logGroups());
    }

    private PolledSource source(RegionalKind kind, InventoryConfig.Kind settings) {
        return new RegionalSource(kind, settings, round, clock);
    }
}
