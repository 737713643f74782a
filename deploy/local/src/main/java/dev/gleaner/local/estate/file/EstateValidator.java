package dev.gleaner.local.estate.file;

import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateArns;
import dev.gleaner.local.estate.EstateEvent;
import dev.gleaner.local.estate.HostGpus;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.EstateResource;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.kind.ResourceValidationContext;
import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.series.EstateSeries;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Validates an estate beyond the schema: references to names, and contradictions. */
final class EstateValidator {

    /** An arbitrary end, since only the order of times matters. */
    private static final Instant END = Instant.parse("2026-01-15T12:00:00Z");

    /** The kinds that are validated before all others. */
    private static final Set<EstateKind<?>> VALIDATED_FIRST =
            Set.of(KindRegistry.INSTANCES, KindRegistry.BUCKETS, KindRegistry.VPCS);

    private final Estate estate;
    private final Map<String, EstateInstance> byName = new HashMap<>();
    private final List<InvalidEstateException.Problem> problems = new ArrayList<>();

    private EstateValidator(Estate estate) {
        this.estate = estate;
    }

    static List<InvalidEstateException.Problem> problems(Estate estate) {
        EstateValidator check = new EstateValidator(estate);
        check.resources();
        check.series();
        check.validateGpus();
        check.events();
        check.states();
        check.kinds();
        check.truth("open", estate.truth().open());
        check.truth("insufficient", estate.truth().insufficient());
        return check.problems;
    }

    private void resources() {
        for (int i = 0; i < estate.instances().size(); i++) {
            EstateInstance estateInstance = estate.instances().get(i);
            String place = "/resources/" + i;
            if (byName.put(estateInstance.name(), estateInstance) != null) {
                report(place + "/name", "\"" + estateInstance.name() + "\" occurs twice");
            }
            if (!estateInstance.zone().startsWith(estateInstance.region())) {
                report(place + "/zone", estateInstance.zone() + " is not in region " + estateInstance.region());
            }
        }
    }

    private void series() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < estate.series().size(); i++) {
            EstateSeries series = estate.series().get(i);
            String place = "/series/" + i;
            measured(place, series);
            if (!seen.add(series.resource() + " " + series.metric())) {
                report(place, "a second series of " + series.metric().awsName() + " of " + series.resource());
            }
            values(place, series);
        }
    }

    private void measured(String place, EstateSeries series) {
        String name = series.resource();
        EstateMetric.Source source = series.metric().source();
        boolean isKnown = switch (source) {
            case SCALING_GROUP -> estate.scalingGroup(name).isPresent();
            case SERVICE -> estate.hasService(name);
            default ->
                KindRegistry.all().stream()
                        .anyMatch(kind -> estate.measured(kind, source, name).isPresent());
        };
        if (!isKnown) {
            report(
                    place + "/resource",
                    "there is no " + source.noun() + " \"" + name + "\" with "
                            + series.metric().awsName());
        }
    }

    private void values(String place, EstateSeries series) {
        if (series.shape() != null) {
            int period = series.metric().source().period();
            if (series.period() != period) {
                report(place + "/period", "a shape makes points of " + period + " s");
            }
            return;
        }
        if (series.values().isEmpty()) {
            report(
                    place,
                    series.metric().awsName() + " needs \"" + (series.metric().additive() ? "sum" : "mean")
                            + "\" or \"shape\"");
        }
        if (!series.max().isEmpty() && series.max().size() != series.mean().size()) {
            report(
                    place + "/max",
                    series.max().size() + " values, but " + series.mean().size() + " in \"mean\"");
        }
        if (series.start() == null) {
            report(place + "/start", "is missing: values need the time of the first");
        }
        for (int i = 0; i < Math.min(series.max().size(), series.mean().size()); i++) {
            Double mean = series.mean().get(i);
            Double max = series.max().get(i);
            if (mean != null && max != null && max < mean) {
                report(place + "/max/" + i, "is below its mean");
            }
        }
    }

    private void validateGpus() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < estate.cards().size(); i++) {
            HostGpus hostGpus = estate.cards().get(i);
            String place = "/cards/" + i;
            known(place + "/resource", hostGpus.resource());
            if (!seen.add(hostGpus.resource())) {
                report(place, "a second entry for the GPUs of " + hostGpus.resource());
            }
            if ((hostGpus.before() == null) != (hostGpus.since() == null)) {
                report(place, "\"before\" and \"since\" go together");
            }
        }
    }

    private void events() {
        for (int i = 0; i < estate.events().size(); i++) {
            EstateEvent event = estate.events().get(i);
            String place = "/events/" + i;
            known(place + "/resource", event.resource());
            if (event.time().resolve(END).isAfter(END) && event.time().text().startsWith("-")) {
                report(place + "/time", "is after the estate's end");
            }
            EstateInstance estateInstance = byName.get(event.resource());
            if (event.name() == EstateEvent.ApiCall.RUN_INSTANCES
                    && estateInstance != null
                    && estateInstance.created() != null
                    && !estateInstance.created().equals(event.time())) {
                report(
                        place + "/time",
                        "is not when " + event.resource() + " was created: "
                                + estateInstance.created().text());
            }
        }
    }

    private void states() {
        for (int i = 0; i < estate.instances().size(); i++) {
            EstateInstance estateInstance = estate.instances().get(i);
            EstateInstance.State last = lastState(estateInstance);
            if (last != estateInstance.state()) {
                report(
                        "/resources/" + i + "/state",
                        "is " + estateInstance.state() + ", but the events leave it " + last);
            }
        }
    }

    private EstateInstance.State lastState(EstateInstance estateInstance) {
        EstateInstance.State state = estateInstance.state();
        List<EstateEvent> own = estate.events().stream()
                .filter(event -> event.resource().equals(estateInstance.name()))
                .sorted(Comparator.comparing(event -> event.time().resolve(END)))
                .toList();
        for (EstateEvent event : own) {
            state = switch (event.name()) {
                case RUN_INSTANCES, START_INSTANCES -> EstateInstance.State.RUNNING;
                case STOP_INSTANCES -> EstateInstance.State.STOPPED;
                case TERMINATE_INSTANCES -> EstateInstance.State.TERMINATED;
                case CREATE_TAGS -> state;
            };
        }
        return state;
    }

    /** VPCs come before buckets, whose names are checked against theirs. */
    private void kinds() {
        ResourceValidationContext check = new ResourceValidationContext(estate.resources(), this::report);
        estate.instances().forEach(instance -> check.take(instance.name(), KindRegistry.INSTANCES.noun()));
        validate(KindRegistry.VPCS, check);
        new EstateStorageValidator(estate, this::report).validate();
        estate.buckets().forEach(bucket -> check.take(bucket.name(), KindRegistry.BUCKETS.noun()));
        KindRegistry.all().stream()
                .filter(kind -> !VALIDATED_FIRST.contains(kind))
                .forEach(kind -> validate(kind, check));
    }

    private <R extends EstateResource> void validate(EstateKind<R> kind, ResourceValidationContext check) {
        List<R> all = estate.all(kind);
        for (int i = 0; i < all.size(); i++) {
            String place = "/" + kind.property() + "/" + i;
            check.name(place + "/name", all.get(i).name(), kind.noun());
            kind.validate(place, all.get(i), check);
        }
    }

    private void truth(String part, Map<String, List<String>> names) {
        names.forEach((rule, list) -> {
            for (String name : list) {
                if (!EstateArns.knows(estate, name)) {
                    report(
                            "/truth/" + part + "/" + rule,
                            "there is no instance, VPC, NAT gateway, interface endpoint, load balancer, bucket, prefix,"
                                    + " volume, address, snapshot or log group \"" + name + "\"");
                }
            }
        });
    }

    private void known(String place, String name) {
        if (!byName.containsKey(name)) {
            report(place, "there is no resource \"" + name + "\"");
        }
    }

    private void report(String place, String text) {
        problems.add(new InvalidEstateException.Problem(place, text));
    }
}
