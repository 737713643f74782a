package dev.gleaner.local.estate.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.local.estate.BucketReadPattern;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.TrainingRun;
import dev.gleaner.local.estate.kind.EstateBucket;
import dev.gleaner.local.estate.kind.EstateVpc;
import dev.gleaner.local.estate.kind.StoredFolder;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** Validates the buckets of an estate, their reads and the training runs saved in them beyond the schema. */
final class EstateStorageValidator {

    /** An arbitrary end, since only the order of times matters. */
    private static final Instant END = Instant.parse("2026-01-15T12:00:00Z");

    /** The region whose reports of S3 Inventory the collector of a local run reads. */
    private static final String REPORTED = "us-east-1";

    private static final Duration SHORTEST = Duration.ofMinutes(1);

    private final Estate estate;
    private final BiConsumer<String, String> report;

    /**
     * Validates an estate.
     *
     * @param report receives the place and the text of each problem
     */
    EstateStorageValidator(Estate estate, BiConsumer<String, String> report) {
        this.estate = estate;
        this.report = report;
    }

    void validate() {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < estate.buckets().size(); i++) {
            EstateBucket bucket = estate.buckets().get(i);
            String place = "/buckets/" + i;
            if (!names.add(bucket.name())) {
                report.accept(place + "/name", "\"" + bucket.name() + "\" occurs twice");
            }
            if (estate.instance(bucket.name()).isPresent()
                    || estate.vpc(bucket.name()).isPresent()) {
                report.accept(place + "/name", "\"" + bucket.name() + "\" is an instance or a VPC already");
            }
            rules(place + "/lifecycle/Rules", bucket);
            inventory(place + "/inventory", bucket);
        }
        for (int i = 0; i < estate.reads().size(); i++) {
            read("/reads/" + i, estate.reads().get(i));
        }
        for (int i = 0; i < estate.trainingRuns().size(); i++) {
            trainingRun("/trainingRuns/" + i, estate.trainingRuns().get(i));
        }
    }

    private void rules(String place, EstateBucket bucket) {
        if (bucket.lifecycle() == null) {
            return;
        }
        Set<String> ids = new HashSet<>();
        JsonNode rules = bucket.lifecycle().path("Rules");
        for (int i = 0; i < rules.size(); i++) {
            String id = rules.get(i).path("ID").asText();
            if (!id.isEmpty() && !ids.add(id)) {
                report.accept(place + "/" + i + "/ID", "\"" + id + "\" occurs twice");
            }
        }
    }

    private void inventory(String place, EstateBucket bucket) {
        if (!bucket.inventory().isEmpty() && !bucket.region().equals(REPORTED)) {
            report.accept(place, bucket.name() + " is not in " + REPORTED + ", for which reports are read");
        }
        for (int i = 0; i < bucket.inventory().size(); i++) {
            StoredFolder folder = bucket.inventory().get(i);
            if (folder.keys(bucket).isEmpty()) {
                report.accept(
                        place + "/" + i + "/objects",
                        "is missing, and bucket " + bucket.name() + " has no keys below \"" + folder.prefix() + "\"");
            }
            if (folder.oldVersions() > 0 && bucket.versioning() == null) {
                report.accept(place + "/" + i + "/oldVersions", "bucket " + bucket.name() + " never had versioning");
            }
            if (folder.newest().resolve(END).isBefore(folder.oldest().resolve(END))) {
                report.accept(place + "/" + i + "/newest", "is before \"oldest\"");
            }
        }
    }

    private void read(String place, BucketReadPattern read) {
        if (read.origins() != 1) {
            report.accept(place, "comes from one of \"instance\", \"endpoint\", \"nat\" and \"address\"");
        }
        if (read.every().compareTo(SHORTEST) < 0) {
            report.accept(place + "/every", "is shorter than a minute");
        }
        origin(place, read);
        Optional<EstateBucket> bucket = estate.bucket(read.bucket());
        if (bucket.isEmpty()) {
            report.accept(place + "/bucket", "there is no bucket \"" + read.bucket() + "\"");
        } else if (bucket.get().keys(read.prefix()).isEmpty()) {
            report.accept(
                    place + "/prefix", "bucket " + read.bucket() + " has no keys below \"" + read.prefix() + "\"");
        }
    }

    private void trainingRun(String place, TrainingRun run) {
        if (estate.instance(run.instance()).isEmpty()) {
            report.accept(place + "/instance", "there is no instance \"" + run.instance() + "\"");
        }
        if (estate.bucket(run.bucket()).isEmpty()) {
            report.accept(place + "/bucket", "there is no bucket \"" + run.bucket() + "\"");
        }
        if (run.every().compareTo(SHORTEST) < 0) {
            report.accept(place + "/every", "is shorter than a minute");
        }
    }

    private void origin(String place, BucketReadPattern read) {
        if (read.instance() != null && estate.instance(read.instance()).isEmpty()) {
            report.accept(place + "/instance", "there is no instance \"" + read.instance() + "\"");
        }
        if (read.nat() != null
                && estate.vpcs().stream().noneMatch(vpc -> vpc.natGateways().contains(read.nat()))) {
            report.accept(place + "/nat", "there is no NAT gateway \"" + read.nat() + "\"");
        }
        if (read.endpoint() != null) {
            endpoint(place + "/endpoint", read);
        }
    }

    private void endpoint(String place, BucketReadPattern read) {
        Optional<EstateVpc> vpc = estate.vpcs().stream()
                .filter(v -> v.endpoints().stream().anyMatch(e -> isS3Of(e, read)))
                .findFirst();
        if (vpc.isEmpty()) {
            report.accept(place, "there is no endpoint \"" + read.endpoint() + "\" to s3");
            return;
        }
        String region = vpc.get().region();
        estate.bucket(read.bucket())
                .filter(bucket -> !bucket.region().equals(region))
                .ifPresent(bucket -> report.accept(
                        place, "leads to the buckets of " + region + ", but " + bucket.name() + " is not there"));
    }

    private static boolean isS3Of(EstateVpc.Endpoint endpoint, BucketReadPattern read) {
        return read.endpoint() != null
                && read.endpoint().equals(endpoint.name())
                && endpoint.service().equals(EstateVpc.Endpoint.S3);
    }
}
