package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.AwsFutures;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.files.FileOrigin;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.collector.progress.BackfillCalls;
import dev.gleaner.collector.progress.SourceScope;
import dev.gleaner.collector.source.AccountRegionExecutor;
import dev.gleaner.collector.source.FirstStart;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.SourceEnvironment;
import dev.gleaner.collector.source.cloudtrail.mapping.ParsedTrailBatch;
import dev.gleaner.collector.source.cloudtrail.mapping.TrailReader;
import dev.gleaner.collector.source.cloudtrail.record.CloudTrailConfig;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudtrail.model.Event;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttributeKey;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsResponse;

/**
 * Looks up, once for each account and region of a new installation, the calls of the last 90 days that tell who created what there is and
 * since when nothing uses it. LookupEvents takes one name at a time (AWS CloudTrail API Reference, LookupEvents). No source reports progress
 * before that is done.
 */
@ApplicationScoped
class PastEventSource implements PolledSource {

    private static final String NAME = "cloudtrail-history";
    private static final Duration POLL_INTERVAL = Duration.ofMinutes(1);

    /** Retention of the event history. */
    private static final Duration KEPT = Duration.ofDays(90);

    private static final int PAGE = 50;

    private final CloudTrailConfig config;
    private final RateLimitedAwsClients aws;
    private final AccountRegionExecutor accountRegionExecutor;
    private final FirstStart firstStart;
    private final PastEventResources resources;
    private final BackfillCalls backfill;
    private final SourceEnvironment environment;
    private final AccessDeniedRecorder denied;
    private final TrailReader reader;
    private final Map<SourceScope, PastEventPosition> positions = new ConcurrentHashMap<>();

    /** Until the next start. */
    private final Set<AwsAccountRegion> leftOut = ConcurrentHashMap.newKeySet();

    private @Nullable Instant deadline;

    PastEventSource(
            CloudTrailConfig config,
            RateLimitedAwsClients aws,
            AccountRegionExecutor accountRegionExecutor,
            FirstStart firstStart,
            PastEventResources resources,
            BackfillCalls backfill,
            SourceEnvironment environment) {
        this.config = config;
        this.aws = aws;
        this.accountRegionExecutor = accountRegionExecutor;
        this.firstStart = firstStart;
        this.resources = resources;
        this.backfill = backfill;
        this.environment = environment;
        this.denied = new AccessDeniedRecorder(NAME, environment.meters()::unavailable);
        // Data events, for which the locations of readers are needed, are not in the event history.
        this.reader = TrailReader.of(config, new NetworkLocator());
    }

    @Override
    public Polling polling() {
        return new Polling(NAME, resources.isEnabled() && config.history().enabled(), POLL_INTERVAL);
    }

    /** Before anything is read, which would look like an earlier start. */
    @Override
    public void prepare() {
        firstStart.readsThePast();
    }

    @Override
    public void poll() {
        if (!firstStart.readsThePast()) {
            return;
        }
        Instant end = deadline;
        if (end == null) {
            end = environment.clock().instant().plus(config.history().longest());
            deadline = end;
        }
        Instant last = end;
        Set<String> failed = accountRegionExecutor.forEachRegion(
                NAME,
                awsAccountRegion -> !leftOut.contains(awsAccountRegion),
                awsAccountRegion -> readIfPermitted(awsAccountRegion, last));
        if (!failed.isEmpty()) {
            throw new IllegalStateException("not all calls of the past could be looked up");
        }
    }

    /** What may not be read is left out, as nothing changes that within the time for which progress waits. */
    private void readIfPermitted(AwsAccountRegion awsAccountRegion, Instant last) {
        SourceScope scope = new SourceScope(NAME, awsAccountRegion.account().id(), awsAccountRegion.region());
        PastEventPosition position = positions.computeIfAbsent(scope, this::position);
        try {
            for (PastEventResources.Names names : PastEventResources.Names.values()) {
                read(awsAccountRegion, scope, position, names, last);
            }
        } catch (SdkException e) {
            denied.recordOrRethrow("The event history of " + awsAccountRegion, "cloudtrail:LookupEvents", e);
        }
        leftOut.add(awsAccountRegion);
    }

    private void read(
            AwsAccountRegion awsAccountRegion,
            SourceScope scope,
            PastEventPosition position,
            PastEventResources.Names names,
            Instant last) {
        List<String> unread = names.names().stream()
                .filter(name -> position.endOf(name).isPresent())
                .toList();
        if (unread.isEmpty()) {
            return;
        }
        // Nothing is of use of a kind of which there is nothing.
        Optional<Set<String>> listed = resources.listed(names, scope);
        for (String name : unread) {
            if (listed.isPresent() && listed.get().isEmpty()) {
                position.finish(name);
            } else {
                read(awsAccountRegion, scope, position, name, listed, last);
            }
        }
        store(scope, position);
    }

    private void read(
            AwsAccountRegion awsAccountRegion,
            SourceScope scope,
            PastEventPosition position,
            String name,
            Optional<Set<String>> listed,
            Instant last) {
        Instant end = position.endOf(name).orElseThrow();
        String token = null;
        do {
            if (!environment.clock().instant().isBefore(last)) {
                Log.warnf(
                        "%s in %s was looked up back to %s only, as progress waits no longer",
                        name, awsAccountRegion, position.endOf(name).orElse(end));
                break;
            }
            LookupEventsResponse page = page(awsAccountRegion, name, position.from(), end, token);
            publish(awsAccountRegion, page.events(), listed);
            page.events().stream()
                    .map(Event::eventTime)
                    .min(Instant::compareTo)
                    .ifPresent(oldest -> position.reach(name, oldest));
            token = page.nextToken();
            if (token == null) {
                position.finish(name);
            }
            store(scope, position);
            count(scope, position);
        } while (token != null);
        position.finish(name);
    }

    /** From how far the calls so far reached follows about how many there will be. */
    private void count(SourceScope scope, PastEventPosition position) {
        backfill.count(scope, BigDecimal.ZERO);
        double share = position.share(PastEventResources.Names.all());
        long done = backfill.done(scope);
        backfill.expectInAll(scope, share > 0 ? Math.round(done / share) : done);
    }

    private LookupEventsResponse page(
            AwsAccountRegion awsAccountRegion, String name, Instant from, Instant until, @Nullable String token) {
        return AwsFutures.await(aws.cloudTrail(awsAccountRegion)
                .lookupEvents(request -> request.startTime(from)
                        .endTime(until)
                        .lookupAttributes(attribute -> attribute
                                .attributeKey(LookupAttributeKey.EVENT_NAME)
                                .attributeValue(name))
                        .maxResults(PAGE)
                        .nextToken(token)));
    }

    /** Only what is about listed resources: of others, nothing would tell that they are gone. */
    private void publish(AwsAccountRegion awsAccountRegion, List<Event> events, Optional<Set<String>> listed) {
        byte[] records = events.stream()
                .map(Event::cloudTrailEvent)
                .filter(Objects::nonNull)
                .collect(Collectors.joining("\n"))
                .getBytes(StandardCharsets.UTF_8);
        ParsedTrailBatch batch = new ParsedTrailBatch();
        String place = "cloudtrail:LookupEvents " + awsAccountRegion.region();
        reader.read(records, new FileOrigin(NAME, place, environment.clock().instant()), batch);
        listed.ifPresent(known -> batch.retain(signal -> known.contains(signal.getResource())));
        batch.publish(NAME, environment.publisher(), environment.meters());
    }

    private PastEventPosition position(SourceScope scope) {
        return environment
                .checkpoints()
                .find(key(scope))
                .map(PastEventPosition::fromBytes)
                .orElseGet(() -> {
                    Instant now = environment.clock().instant().truncatedTo(ChronoUnit.SECONDS);
                    return PastEventPosition.of(now.minus(KEPT), now);
                });
    }

    private void store(SourceScope scope, PastEventPosition position) {
        environment.publisher().publishCheckpoint(key(scope), position.toBytes());
    }

    private static String key(SourceScope scope) {
        return NAME + " " + scope.account() + " " + scope.region();
    }
}
