package dev.gleaner.local.feed;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateArns;
import dev.gleaner.local.estate.EstateCommitments;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.cost.ExpectedSaving;
import dev.gleaner.local.estate.output.FlowLogRenderer;
import dev.gleaner.local.estate.output.MetricStreamRenderer;
import dev.gleaner.local.estate.output.PastListingsRenderer;
import dev.gleaner.local.estate.saving.EstateSpotPrices;
import dev.gleaner.local.estate.saving.ExpectedSavingCalculator;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import dev.gleaner.local.estate.trail.TrailGenerator;
import dev.gleaner.local.estate.trail.TrailLogFile;
import dev.gleaner.local.feed.cloud.ProgressPrinter;
import dev.gleaner.local.feed.cloud.SimulatedCloud;
import dev.gleaner.local.runtime.RunEndpoints;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Loads an estate: builds the cloud, delivers trail and history, and creates the replayer that continues in real time.
 */
final class EstateLoader {

    /**
     * The history ends this long before now, so that the progress of a source, which is at most 15 minutes behind, can
     * reach its end.
     */
    private static final Duration SETTLED = Duration.ofMinutes(20);

    /** The names of listings: without the colons that some file systems refuse. */
    private static final DateTimeFormatter LISTED_AT =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** The newest part of the history that has the sums of instances, which nobody reads, but real streams have them. */
    private static final Duration WITH_SUMS = Duration.ofHours(6);

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** How often the stand-in is rebuilt at a start until its ids equal those of the first start. */
    private static final int TRIES = 4;

    private final FeederFolder folder;
    private final RunEndpoints endpoints;
    private final SimulatedCloud cloud;
    private final ProgressPrinter progress;
    private final Clock clock;

    EstateLoader(
            FeederFolder folder, RunEndpoints endpoints, SimulatedCloud cloud, ProgressPrinter progress, Clock clock) {
        this.folder = folder;
        this.endpoints = endpoints;
        this.cloud = cloud;
        this.progress = progress;
        this.clock = clock;
    }

    /**
     * Loads the estate, or what is missing of it since an earlier run, and returns its replayer.
     *
     * @param ownTrail whether the trail is generated from the estate; false when a recorded trail is read
     */
    EstateReplayer load(Estate whole, boolean ownTrail) throws IOException, InterruptedException {
        Estate estate = cloud.visiblePartOf(whole);
        folder.clearStandInReady();
        progress.print("begun");
        FeederState before = start(estate);
        AuditedActions actions = actions(estate, before);
        EstateTimeline estateTimeline = EstateTimeline.endingAt(actions.appliedTo(estate), before.end());
        Instant now = clock.instant();
        String key = SnapshotKey.of(estate, estateTimeline, actions.cancelled(), ownTrail, now);
        Optional<EstateIdentities> kept = cloud.restore(key, estateTimeline, now)
                .filter(identities -> others(before, identities).isEmpty());
        EstateIdentities identities = kept.isPresent() ? kept.get() : build(estateTimeline, before);
        FeederState state = before.with(identities);
        folder.write(state);
        if (kept.isEmpty()) {
            fill(estate, before, identities, actions, ownTrail);
            cloud.keep(key, identities);
        }
        folder.writeText(folder.run().addressRanges(), FlowLogRenderer.ADDRESS_RANGES);
        writePastListings(EstateTimeline.endingAt(estate, before.end()), identities);
        PriceTopicWriter.write(EstateSpotPrices.of(estate), endpoints.kafka(), folder.kafkaClient(), PATIENCE);
        cloud.openToServices();
        folder.markStandInReady();
        // It depends on nothing that changes after the first start.
        if (kept.isEmpty() || Files.notExists(folder.run().expectedInsufficient())) {
            progress.print("expected findings");
            writeTruth(estate, before.end(), identities);
        }
        EstateReplayer live = new EstateReplayer(
                folder,
                state,
                new EstateReplayer.LoadedEstate(estateTimeline, identities, cloud),
                new EstateReplayer.Feeds(
                        new MetricStreamFeed(
                                new MetricStreamRenderer(estateTimeline, identities),
                                firehose(),
                                before.end().minus(WITH_SUMS)),
                        new NvidiaSmiFeed(estateTimeline, identities, collector(), endpoints.token(), PATIENCE),
                        new PredictionsFeed(estateTimeline, collector(), endpoints.token(), PATIENCE),
                        new SimulatedBillFeed(
                                folder, EstateTimeline.endingAt(estate, before.end()), identities, cloud)),
                progress,
                clock);
        live.loadHistory();
        progress.print("newest bill");
        cloud.deliverBills(EstateTimeline.endingAt(estate, before.end()), identities, before.end());
        live.markLoaded();
        return live;
    }

    /** Delivers what the services find when they connect. */
    private void fill(
            Estate estate, FeederState before, EstateIdentities identities, AuditedActions actions, boolean ownTrail)
            throws IOException {
        EstateTimeline estateTimeline = EstateTimeline.endingAt(estate, before.end());
        Set<String> cancelled = actions.cancelled();
        cloud.cancel(EstateCommitments.of(estate).capacityReservations().stream()
                .filter(reservation -> cancelled.contains(reservation.name()))
                .toList());
        // A trail that is read during its delivery would be reported complete too early.
        progress.print("trail");
        cloud.deliverTrail(trail(estate, before, identities, ownTrail));
        progress.print("inventory reports, flow logs and access logs");
        cloud.deliverInventoryReports(estateTimeline);
        cloud.deliverFlowLogs(estateTimeline, identities);
        cloud.deliverAccessLogs(estateTimeline, identities);
        progress.print("bills");
        // The newest day comes later, as a restatement.
        cloud.deliverBills(
                estateTimeline,
                identities,
                before.end().minus(Duration.ofDays(1)).truncatedTo(ChronoUnit.DAYS));
    }

    private FeederState start(Estate estate) throws IOException {
        FeederState fresh = FeederState.first(
                EstateTimeline.endingAt(estate, clock.instant().minus(SETTLED)));
        FeederState before = folder.state().orElse(fresh).loaded(false);
        if (!before.isForEstate(estate)) {
            throw new IllegalStateException(before.otherEstate());
        }
        folder.write(before);
        return before;
    }

    /** The trail of the estate without the actions of Gleaner, which are not replayed as calls of others. */
    private static List<TrailLogFile> trail(
            Estate estate, FeederState state, EstateIdentities identities, boolean own) {
        return own ? TrailGenerator.files(EstateTimeline.endingAt(estate, state.end()), identities) : List.of();
    }

    /** Those so far; none at the first start. */
    private AuditedActions actions(Estate estate, FeederState before) throws IOException {
        if (before.ids().isEmpty()) {
            return new AuditedActions(List.of(), Map.of());
        }
        Map<String, String> names = new EstateArns(estate, EstateIdentities.of(before.ids())).names();
        AuditedActions actions =
                new AuditedActions(AuditTopicReader.read(endpoints.kafka(), folder.kafkaClient()), names);
        progress.print("actions applied again " + actions.count());
        return actions;
    }

    /**
     * Builds the estate. Without a proxy, a concurrent call to the stand-in changes its random numbers and thereby the
     * ids; then the estate is built again.
     */
    private EstateIdentities build(EstateTimeline estateTimeline, FeederState before)
            throws IOException, InterruptedException {
        EstateIdentities identities = cloud.build(estateTimeline, clock.instant());
        for (int again = 1; again < TRIES && !others(before, identities).isEmpty(); again++) {
            identities = cloud.build(estateTimeline, clock.instant());
        }
        List<String> others = others(before, identities);
        if (!others.isEmpty()) {
            throw new IllegalStateException("the AWS stand-in assigned other ids than at the first start to "
                    + String.join(", ", others) + " (another version of moto?): start with --fresh");
        }
        return identities;
    }

    private static List<String> others(FeederState before, EstateIdentities identities) {
        Map<String, String> now = identities.byName();
        return before.ids().keySet().stream()
                .filter(name -> !Objects.equals(before.ids().get(name), now.get(name)))
                .sorted()
                .toList();
    }

    /** Writes the listings of the time before this run, which the collector reads before its first own one. */
    private void writePastListings(EstateTimeline estateTimeline, EstateIdentities identities) throws IOException {
        Path listings = Files.createDirectories(folder.run().pastListings());
        for (PastListingsRenderer.PastListing listing : new PastListingsRenderer(estateTimeline, identities).render()) {
            Path region = listings.resolve(listing.account())
                    .resolve(listing.region())
                    .resolve(listing.kind());
            folder.writeListing(
                    region.resolve(LISTED_AT.format(listing.asOf()) + ".json"), listing.json(), listing.asOf());
        }
    }

    private void writeTruth(Estate estate, Instant end, EstateIdentities identities) throws IOException {
        EstateArns estateArns = new EstateArns(estate, identities);
        folder.write(folder.run().expectedFindings(), expected(estate, end, estateArns));
        folder.write(folder.run().expectedInsufficient(), arns(estate.truth().insufficient(), estateArns));
    }

    /**
     * The expected findings by rule and ARN, each with its saving, or empty where that is unknown. Amounts that change from hour to hour
     * are there for each evaluated hour, as a finding has those of the hour in which it was confirmed.
     */
    private static Map<String, Map<String, Object>> expected(Estate estate, Instant end, EstateArns estateArns) {
        EstateTimeline estateTimeline = EstateTimeline.endingAt(estate, end);
        Map<String, Map<String, ExpectedSaving>> savings = ExpectedSavingCalculator.of(estateTimeline);
        Map<String, Map<String, NavigableMap<Instant, ExpectedSaving>>> changing =
                ExpectedSavingCalculator.byHour(estateTimeline);
        Map<String, Map<String, Object>> expected = new TreeMap<>();
        estate.truth().open().forEach((rule, names) -> {
            Map<String, Object> byArn = new TreeMap<>();
            names.forEach(name -> byArn.put(
                    estateArns.arn(name).toString(),
                    new ExpectedFinding(
                            savings.getOrDefault(rule, Map.of()).get(name),
                            changing.getOrDefault(rule, Map.of()).get(name),
                            end.truncatedTo(ChronoUnit.HOURS))));
            expected.put(rule, byArn);
        });
        return expected;
    }

    /**
     * An expected finding; null where its amounts are unknown or do not change.
     *
     * @param through the last hour for which they are known, if they change
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record ExpectedFinding(
            @JsonUnwrapped @Nullable ExpectedSaving saving,
            @Nullable NavigableMap<Instant, ExpectedSaving> byHour,
            @Nullable Instant through) {

        ExpectedFinding {
            through = byHour == null ? null : through;
        }
    }

    private static Map<String, List<String>> arns(Map<String, List<String>> names, EstateArns estateArns) {
        Map<String, List<String>> arns = new TreeMap<>();
        names.forEach((rule, list) -> arns.put(
                rule,
                list.stream()
                        .map(name -> estateArns.arn(name).toString())
                        .sorted()
                        .toList()));
        return arns;
    }

    private URI collector() {
        return URI.create(endpoints.collector());
    }

    private FirehoseHttpClient firehose() throws IOException, InterruptedException {
        new CollectorHealth(collector(), progress).await(PATIENCE);
        return new FirehoseHttpClient(collector(), folder.firehoseKey(), PATIENCE);
    }

    /** Reads the audit topic. */
    static final class AuditTopicReader {

        private static final Duration POLL = Duration.ofMillis(500);

        private AuditTopicReader() {}

        /** All entries in order. */
        static List<AuditEntry> read(String bootstrapServers, Map<String, String> client) {
            List<AuditEntry> entries = new ArrayList<>();
            try (KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrapServers, client)) {
                List<TopicPartition> partitions = consumer.partitionsFor(Topic.AUDIT.topicName()).stream()
                        .map(p -> new TopicPartition(p.topic(), p.partition()))
                        .toList();
                consumer.assign(partitions);
                consumer.seekToBeginning(partitions);
                Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
                while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                    consumer.poll(POLL).forEach(record -> entries.add(Json.read(record.value(), AuditEntry.class)));
                }
            }
            return entries;
        }

        private static KafkaConsumer<byte[], byte[]> consumer(String bootstrapServers, Map<String, String> client) {
            Map<String, Object> config = new HashMap<>(client);
            config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
            config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
            config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
            return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }
    }

    /** Waits for the collector. */
    static final class CollectorHealth {

        private static final long PAUSE_MILLIS = 200;

        private final HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
        private final URI health;
        private final ProgressPrinter progress;

        CollectorHealth(URI collector, ProgressPrinter progress) {
            this.health = collector.resolve("/q/health");
            this.progress = progress;
        }

        /** Waits until the collector is healthy; {@link IOException} after the patience. */
        void await(Duration patience) throws IOException, InterruptedException {
            long deadline = System.nanoTime() + patience.toNanos();
            while (!isUp()) {
                progress.print("waiting for the collector");
                if (System.nanoTime() > deadline) {
                    throw new IOException("the collector did not respond to " + health + " for " + patience
                            + ": see its log in run/logs");
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }

        private boolean isUp() throws InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(health)
                    .timeout(Duration.ofSeconds(5))
                    .build();
            try {
                return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
            } catch (IOException e) {
                return false;
            }
        }
    }
}
