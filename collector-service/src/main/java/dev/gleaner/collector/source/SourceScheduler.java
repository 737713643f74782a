package dev.gleaner.collector.source;

import dev.gleaner.collector.aws.CallCostMeter;
import dev.gleaner.collector.aws.CallingSource;
import dev.gleaner.collector.progress.BackfillTracker;
import dev.gleaner.collector.progress.SourceLagTracker;
import io.quarkus.arc.All;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.Scheduler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.stream.Stream;

/** Polls every enabled source at its interval. */
@ApplicationScoped
class SourceScheduler {

    private final Scheduler scheduler;
    private final List<PolledSource> sources;
    private final BackfillTracker backfill;
    private final SourceLagTracker lag;
    private final CallCostMeter calls;

    SourceScheduler(
            Scheduler scheduler,
            @All List<PolledSource> sources,
            @All List<PolledSourceProvider> providers,
            BackfillTracker backfill,
            SourceLagTracker lag,
            CallCostMeter calls) {
        this.scheduler = scheduler;
        this.sources = Stream.concat(
                        sources.stream(), providers.stream().flatMap(provider -> provider.sources().stream()))
                .toList();
        this.backfill = backfill;
        this.lag = lag;
        this.calls = calls;
    }

    void start(@Observes StartupEvent event) {
        List<Scheduled> enabled = sources.stream()
                .map(source -> new Scheduled(source, source.polling()))
                .filter(scheduled -> scheduled.polling().enabled())
                .toList();
        enabled.forEach(scheduled -> register(scheduled.polling().name()));
        enabled.forEach(scheduled -> scheduled.source().prepare());
        enabled.forEach(this::schedule);
    }

    /** Stops polling before the beans that polls use are closed. */
    void stop(@Observes ShutdownEvent event) {
        scheduler.pause();
    }

    private void register(String name) {
        backfill.register(name);
        lag.register(name);
        calls.registerSource(name);
    }

    private void schedule(Scheduled scheduled) {
        String name = scheduled.polling().name();
        String interval = scheduled.polling().interval().toString();
        Log.infof("Source %s is read every %s", name, interval);
        scheduler
                .newJob(name)
                .setInterval(interval)
                .setConcurrentExecution(ConcurrentExecution.SKIP)
                .setTask(execution -> poll(name, scheduled.source()))
                .schedule();
    }

    /** The next poll after a failed one finds the same data. */
    private void poll(String name, PolledSource source) {
        try {
            CallingSource.runAs(name, source::poll);
            lag.markRead(name);
            backfill.markRead(name);
        } catch (RuntimeException e) {
            backfill.recordFailure(name);
            Log.errorf(e, "Source %s could not be read; the next poll tries again", name);
        }
    }

    private record Scheduled(PolledSource source, PolledSource.Polling polling) {}
}
