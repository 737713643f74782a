package dev.gleaner.collector.source.cloudwatch;

import dev.gleaner.collector.aws.Answer;
import dev.gleaner.collector.aws.AwsClients;
import dev.gleaner.collector.fleet.Fleet;
import dev.gleaner.collector.progress.ProgressOwner;
import dev.gleaner.collector.progress.Stretch;
import dev.gleaner.collector.publish.Publisher;
import dev.gleaner.collector.source.Source;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.contracts.signal.Signal;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Asks CloudWatch for the metrics of the instances that the inventory knows. */
@ApplicationScoped
class GetMetricDataSource implements Source {

    private static final String NAME = "get-metric-data";

    /** Points still come, and change, for so long. */
    private static final Duration SETTLING = Duration.ofMinutes(10);

    /** 55 instances x 9 statistics x 288 points a day is what two pages take. */
    private static final Duration STRETCH = Duration.ofDays(1);

    private static final Duration LOOK = Duration.ofMinutes(1);

    private final GetMetricDataConfig config;
    private final AwsClients aws;
    private final Fleet fleet;
    private final AskedUntil askedUntil;
    private final Publisher publisher;
    private final ProgressOwner progress;
    private final SourceMeters meters;
    private final Clock clock;

    GetMetricDataSource(
            GetMetricDataConfig config,
            AwsClients aws,
            Fleet fleet,
            AskedUntil askedUntil,
            Publisher publisher,
            ProgressOwner progress,
            SourceMeters meters,
            Clock clock) {
        this.config = config;
        this.aws = aws;
        this.fleet = fleet;
        this.askedUntil = askedUntil;
        this.publisher = publisher;
        this.progress = progress;
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean enabled() {
        return config.enabled();
    }

    /** Often, so that new instances do not wait; each is asked for once in the configured interval. */
    @Override
    public Duration interval() {
        return config.interval().compareTo(LOOK) < 0 ? config.interval() : LOOK;
    }

    @Override
    public void poll() {
        fleet.regions().forEach(this::poll);
    }

    /** One region that fails does not keep the others from being read. */
    private void poll(Fleet.Region region) {
        Instant until = MetricWindow.startOfPeriod(clock.instant(), MetricQuestion.PERIOD);
        try {
            List<Fleet.Member> due = region.instances().stream()
                    .filter(instance -> isDue(region, instance))
                    .toList();
            MetricWindow.group(due, instance -> from(region, instance), until)
                    .forEach((from, instances) -> ask(region, instances, from, until));
            progress.advance(new Stretch(NAME, region.account(), region.name()), through(region, until));
        } catch (RuntimeException e) {
            meters.unavailable(NAME);
            Log.errorf("Metrics of %s can't be had; the next poll tries again: %s", region.name(), e.getMessage());
        }
    }

    private boolean isDue(Fleet.Region region, Fleet.Member instance) {
        Instant turn = MetricWindow.startOfPeriod(clock.instant(), config.interval());
        return askedUntil.of(region, instance).map(last -> last.isBefore(turn)).orElse(true);
    }

    private Instant from(Fleet.Region region, Fleet.Member instance) {
        Instant start = clock.instant().minus(Duration.ofDays(config.days()));
        return askedUntil
                .of(region, instance)
                .map(last -> last.minus(SETTLING).minus(MetricQuestion.PERIOD))
                .orElseGet(() -> MetricWindow.startOfPeriod(start, Duration.ofHours(1)));
    }

    /** A region is as complete as its instance that waits the longest. */
    private Instant through(Fleet.Region region, Instant until) {
        return region.instances().stream()
                .map(instance -> askedUntil.of(region, instance).orElse(Instant.EPOCH))
                .min(Instant::compareTo)
                .orElse(until)
                .minus(SETTLING);
    }

    private void ask(Fleet.Region region, List<Fleet.Member> instances, Instant from, Instant until) {
        List<MetricWindow> windows = MetricWindow.split(from, until, STRETCH);
        Log.infof(
                "Asking CloudWatch in %s for %d instances since %s costs about %s USD",
                region.name(), instances.size(), from, MetricQuestion.dollars(instances.size(), windows.size()));
        for (MetricQuestion question : MetricQuestion.of(instances)) {
            windows.forEach(window -> publish(region, question, window));
        }
        askedUntil.advance(region, instances, until);
    }

    private void publish(Fleet.Region region, MetricQuestion question, MetricWindow window) {
        MetricAnswer answer = new MetricAnswer(region.name(), question);
        Answer.of(aws.cloudWatch(region.name())
                .getMetricDataPaginator(request -> request.metricDataQueries(question.queries())
                        .startTime(window.from())
                        .endTime(window.until()))
                .subscribe(page -> answer.add(page.metricDataResults())));
        HourlySignals hours = new HourlySignals(NAME, MetricQuestion.PERIOD);
        answer.points().forEach(hours::add);
        List<Signal> signals = hours.signals("cloudwatch:GetMetricData " + region.name(), clock.instant());
        publisher.signals(signals);
        meters.files(NAME, 1);
        meters.records(NAME, question.queries().size());
        meters.signals(NAME, signals.size());
    }
}
