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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Asks CloudWatch for the metrics of the instances that the inventory knows. */
@ApplicationScoped
class GetMetricDataSource implements Source {

    private static final String NAME = "get-metric-data";

    /** Points still come, and change, for so long. */
    private static final Duration SETTLING = Duration.ofMinutes(10);

    /** 55 instances x 9 statistics x 288 points a day is what two pages take. */
    private static final Duration STRETCH = Duration.ofDays(1);

    private final GetMetricDataConfig config;
    private final AwsClients aws;
    private final Fleet fleet;
    private final Publisher publisher;
    private final ProgressOwner progress;
    private final SourceMeters meters;
    private final Clock clock;

    /** Until when each instance has been asked for; unknown ones are asked for from the start. */
    private final Map<Fleet.Member, Instant> askedUntil = new HashMap<>();

    GetMetricDataSource(
            GetMetricDataConfig config,
            AwsClients aws,
            Fleet fleet,
            Publisher publisher,
            ProgressOwner progress,
            SourceMeters meters,
            Clock clock) {
        this.config = config;
        this.aws = aws;
        this.fleet = fleet;
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

    @Override
    public Duration interval() {
        return config.interval();
    }

    @Override
    public void poll() {
        fleet.regions().forEach(this::poll);
    }

    /** One region that fails does not keep the others from being read. */
    private void poll(Fleet.Region region) {
        Instant until = MetricWindow.startOfPeriod(clock.instant(), MetricQuestion.PERIOD);
        try {
            MetricWindow.group(region.instances(), this::from, until).forEach((from, instances) -> {
                showPrice(region, instances.size(), from, until);
                ask(region, instances, from, until);
            });
            progress.advance(new Stretch(NAME, region.account(), region.name()), until.minus(SETTLING));
        } catch (RuntimeException e) {
            meters.unavailable(NAME);
            Log.errorf(e, "Metrics of %s can't be had; the next poll tries again", region.name());
        }
    }

    private Instant from(Fleet.Member instance) {
        Instant last = askedUntil.get(instance);
        return last == null
                ? MetricWindow.startOfPeriod(clock.instant().minus(Duration.ofDays(config.days())), Duration.ofHours(1))
                : last.minus(SETTLING).minus(MetricQuestion.PERIOD);
    }

    private static void showPrice(Fleet.Region region, int instances, Instant from, Instant until) {
        Log.infof(
                "Asking CloudWatch in %s for %d instances since %s costs about %s USD",
                region.name(),
                instances,
                from,
                MetricQuestion.dollars(
                        instances, MetricWindow.split(from, until, STRETCH).size()));
    }

    private void ask(Fleet.Region region, List<Fleet.Member> instances, Instant from, Instant until) {
        for (MetricQuestion question : MetricQuestion.of(instances)) {
            MetricWindow.split(from, until, STRETCH).forEach(window -> publish(region, question, window));
        }
        instances.forEach(instance -> askedUntil.put(instance, until));
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
