package dev.gleaner.local.estate.kind;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.local.estate.cost.EstatePrices;
import dev.gleaner.local.estate.cost.ExpectedSaving;
import dev.gleaner.local.estate.series.EstateTime;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A repository of container images in ECR.
 *
 * @param name its name in AWS, such as {@code ml/train}; unique in the estate
 * @param account twelve digits
 * @param expires whether it has a lifecycle policy by which untagged images expire
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EstateContainerRepository(
        String name,
        String account,
        String region,
        Map<String, String> tags,
        EstateTime created,
        boolean expires,
        List<Image> images)
        implements EstateResource {

    /** Container repositories whose old untagged images nobody pulls. */
    public static final String UNTAGGED_IMAGES = "ecr-untagged-images";

    /** The age from which the analyzer counts an untagged image by default. */
    private static final Duration OLD = Duration.ofDays(30);

    public EstateContainerRepository {
        account = account == null ? EstateInstance.DEFAULT_ACCOUNT : account;
        tags = tags == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(tags));
        images = images == null ? List.of() : List.copyOf(images);
    }

    /** Bytes of the untagged images that were pushed long ago, in an estate with this end. */
    private long oldUntaggedBytes(Instant end) {
        return images.stream()
                .filter(image ->
                        image.tag() == null && !image.pushed().resolve(end).isAfter(end.minus(OLD)))
                .mapToLong(Image::bytes)
                .sum();
    }

    /**
     * An image.
     *
     * @param bytes compressed
     * @param pulled when it was pulled last; absent if no pull was recorded
     * @param tag absent if it has none
     * @param index whether it stands for the images of several architectures
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Image(
            String digest,
            long bytes,
            EstateTime pushed,
            @Nullable EstateTime pulled,
            @Nullable String tag,
            boolean index) {}

    /** The kind in an estate. */
    static final class Kind extends EstateKind<EstateContainerRepository> {

        private static final long GIBIBYTE = 1L << 30;

        Kind() {
            super("containerRepositories", "a container repository", EstateContainerRepository.class);
        }

        @Override
        public Arn arn(EstateContainerRepository repository, String name, UnaryOperator<String> id) {
            return ResourceKind.CONTAINER_REPOSITORY.arn(repository.region(), repository.account(), name);
        }

        /** One whose untagged builds, of 160 GiB, nobody pulls, and three that look alike. */
        @Override
        public void addSample(SampleEstate estate) {
            estate.expectOpen(UNTAGGED_IMAGES, add(estate, "ml/train", false, false, "-P90D"));
            add(estate, "ml/serve", true, false, "-P90D");
            add(estate, "ml/notebook", false, true, "-P90D");
            add(estate, "ml/batch", false, false, "-P1D");
        }

        /**
         * Adds a repository and returns its name.
         *
         * @param index whether the tagged image stands for those of several architectures
         * @param pulled when the last untagged image was pulled
         */
        private static String add(SampleEstate estate, String name, boolean expires, boolean index, String pulled) {
            String own = estate.name(name);
            List<Image> images = IntStream.rangeClosed(0, 20)
                    .mapToObj(number -> new Image(
                            "sha256:" + "%064x".formatted(number),
                            8 * GIBIBYTE,
                            new EstateTime("-P100D"),
                            new EstateTime(number == 20 ? pulled : "-P90D"),
                            number == 0 ? "latest" : null,
                            number == 0 && index))
                    .toList();
            estate.add(
                    KindRegistry.CONTAINER_REPOSITORIES,
                    new EstateContainerRepository(
                            own,
                            EstateInstance.DEFAULT_ACCOUNT,
                            "us-east-1",
                            SampleEstate.allocated(Map.of()),
                            new EstateTime("-P365D"),
                            expires,
                            images));
            return own;
        }

        /** Nothing where they share all layers with others. */
        @Override
        public Optional<ExpectedSaving> saving(
                String rule, String name, EstateContainerRepository repository, EstatePrices prices, Instant end) {
            return rule.equals(UNTAGGED_IMAGES)
                    ? prices.of(repository.region(), "ecr-standard")
                            .map(price -> ExpectedSaving.between(
                                    BigDecimal.ZERO,
                                    price.multiply(BigDecimal.valueOf(repository.oldUntaggedBytes(end))
                                            .divide(BigDecimal.valueOf(GIBIBYTE), MathContext.DECIMAL64))))
                    : Optional.empty();
        }
    }
}
