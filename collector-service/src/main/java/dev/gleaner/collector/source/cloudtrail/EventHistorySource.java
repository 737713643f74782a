package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.collector.progress.SourceScope;
import dev.gleaner.collector.source.AccountRegionExecutor;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.SourceEnvironment;
import dev.gleaner.collector.source.cloudtrail.mapping.TrailReader;
import dev.gleaner.collector.source.cloudtrail.record.CloudTrailConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The event history of each account and configured region, for accounts without an accessible trail. It has no data
 * events, so that the locations of readers are not needed.
 */
@ApplicationScoped
class EventHistorySource implements PolledSource {

    private static final String NAME = "cloudtrail-lookup";

    private static final String KEY = NAME + " ";

    private final CloudTrailConfig config;
    private final RateLimitedAwsClients aws;
    private final AccountRegionExecutor accountRegionExecutor;
    private final SourceEnvironment environment;
    private final TrailReader reader;
    private final Map<SourceScope, EventHistoryReader> histories = new ConcurrentHashMap<>();
    private final Map<String, EventHistoryPosition> positions = new ConcurrentHashMap<>();

    EventHistorySource(
            CloudTrailConfig config,
            RateLimitedAwsClients aws,
            AccountRegionExecutor accountRegionExecutor,
            NetworkLocator networkLocator,
            SourceEnvironment environment) {
        this.config = config;
        this.aws = aws;
        this.accountRegionExecutor = accountRegionExecutor;
        this.environment = environment;
        this.reader = TrailReader.of(config, networkLocator);
    }

    @Override
    public Polling polling() {
        return new Polling(NAME, config.lookup().enabled(), config.lookup().interval());
    }

    @Override
    public void poll() {
        accountRegionExecutor.forEachRegion(NAME, this::catchUp);
    }

    private void catchUp(AwsAccountRegion awsAccountRegion) {
        SourceScope sourceScope =
                new SourceScope(NAME, awsAccountRegion.account().id(), awsAccountRegion.region());
        EventHistoryReader history = histories.computeIfAbsent(sourceScope, key -> history(awsAccountRegion));
        String key = KEY + sourceScope.account() + " " + sourceScope.region();
        EventHistoryPosition position = positions.computeIfAbsent(key, this::position);
        boolean more;
        do {
            more = history.next(position);
            environment.publisher().publishCheckpoint(key, position.toBytes());
            environment.progress().advance(sourceScope, position.through());
        } while (more);
    }

    private EventHistoryReader history(AwsAccountRegion awsAccountRegion) {
        return new EventHistoryReader(
                NAME, awsAccountRegion.region(), aws.cloudTrail(awsAccountRegion), reader, environment);
    }

    private EventHistoryPosition position(String key) {
        return environment
                .checkpoints()
                .find(key)
                .map(EventHistoryPosition::fromBytes)
                .orElseGet(() -> EventHistoryPosition.startingAt(
                        environment.clock().instant().minus(config.lookup().lookback())));
    }
}
