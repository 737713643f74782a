package dev.gleaner.local.ready;

import dev.gleaner.local.runtime.process.ReadinessCondition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A condition on the progress that the analyzer reports for sources, in every account and region of an estate. */
public final class EstateSourcesCondition implements ReadinessCondition {

    /** A source with progress only where instances emit metrics; the others report every region. */
    private static final String METRICS = "metric-stream";

    private final ServiceApiClient api;
    private final String analyzer;
    private final Supplier<Optional<EstateState>> state;
    private final List<String> sources;
    private final Criterion criterion;

    private EstateSourcesCondition(
            ServiceApiClient api,
            String analyzer,
            Supplier<Optional<EstateState>> state,
            List<String> sources,
            Criterion criterion) {
        this.api = api;
        this.analyzer = analyzer;
        this.state = state;
        this.sources = List.copyOf(sources);
        this.criterion = criterion;
    }

    /**
     * Every source is complete up to the end of the estate. The feeder ends its history early enough for that, although
     * sources report with a delay of some minutes.
     */
    public static EstateSourcesCondition complete(
            ServiceApiClient api, String analyzer, Supplier<Optional<EstateState>> state, List<String> sources) {
        return new EstateSourcesCondition(api, analyzer, state, sources, Criterion.COMPLETE);
    }

    /**
     * Every source has reported. A trail in a folder reports once all of it has been read, but only up to its newest
     * delivery, which may be older than the end of the estate.
     */
    public static EstateSourcesCondition read(
            ServiceApiClient api, String analyzer, Supplier<Optional<EstateState>> state, List<String> sources) {
        return new EstateSourcesCondition(api, analyzer, state, sources, Criterion.READ);
    }

    @Override
    public Optional<String> missing() {
        return state.get()
                .map(estate -> AnalyzerProgress.fetch(api, analyzer)
                        .map(progress -> missing(estate, progress))
                        .orElse(Optional.of("the analyzer does not report its progress")))
                .orElse(Optional.of("the end of the estate is not known yet"));
    }

    @Override
    public String culprit() {
        return criterion == Criterion.COMPLETE ? "analyzer" : "collector";
    }

    /** Names each source and region that does not meet the criterion. */
    Optional<String> missing(EstateState estate, AnalyzerProgress progress) {
        List<String> missing = new ArrayList<>();
        for (String source : sources) {
            for (String account : estate.accounts()) {
                for (String region : estate.regions()) {
                    Optional<Instant> through = progress.through(source, account, region);
                    boolean isReported = !source.equals(METRICS) || estate.isMeasured(account, region);
                    if (isReported && !criterion.isMet(through, estate)) {
                        missing.add(source + " " + region + criterion.detail(through));
                    }
                }
            }
        }
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(criterion.heading(estate) + ": " + String.join(", ", missing));
    }

    private enum Criterion {
        COMPLETE {
            @Override
            boolean isMet(Optional<Instant> through, EstateState estate) {
                return through.filter(time -> !time.isBefore(estate.end())).isPresent();
            }

            @Override
            String heading(EstateState estate) {
                return "sources to pass " + estate.end();
            }

            @Override
            String detail(Optional<Instant> through) {
                return " " + through.map(Instant::toString).orElse("nothing yet");
            }
        },
        READ {
            @Override
            boolean isMet(Optional<Instant> through, EstateState estate) {
                return through.isPresent();
            }

            @Override
            String heading(EstateState estate) {
                return "to be read";
            }

            @Override
            String detail(Optional<Instant> through) {
                return "";
            }
        };

        abstract boolean isMet(Optional<Instant> through, EstateState estate);

        abstract String heading(EstateState estate);

        abstract String detail(Optional<Instant> through);
    }
}
