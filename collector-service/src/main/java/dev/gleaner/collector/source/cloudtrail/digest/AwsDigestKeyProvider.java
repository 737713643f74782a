package dev.gleaner.collector.source.cloudtrail.digest;

import dev.gleaner.collector.aws.AwsPaginator;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudtrail.model.ListPublicKeysRequest;
import software.amazon.awssdk.services.cloudtrail.model.ListPublicKeysResponse;
import software.amazon.awssdk.services.cloudtrail.model.PublicKey;

/**
 * Public keys from CloudTrail's ListPublicKeys. The keys of a region are the same for every account, so that our own
 * credentials are used. Keys never change, so that each is requested once.
 */
@ApplicationScoped
public class AwsDigestKeyProvider implements DigestKeyProvider {

    /** A missing key is requested again only after this time, even if more digests name it. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Tolerates clock differences, and digests that are signed some time after the end of their hour. */
    private static final Duration MARGIN = Duration.ofHours(3);

    private final RateLimitedAwsClients aws;
    private final Clock clock;
    private final Map<Known, byte[]> keys = new HashMap<>();
    private final Map<Asked, Outcome> requests = new HashMap<>();

    public AwsDigestKeyProvider(RateLimitedAwsClients aws, Clock clock) {
        this.aws = aws;
        this.clock = clock;
    }

    @Override
    public synchronized byte[] key(String region, String fingerprint, Instant signed)
            throws DigestKeyProvider.UnknownKeyException {
        Known wanted = new Known(region, fingerprint);
        byte[] known = keys.get(wanted);
        if (known != null) {
            return known;
        }
        Asked day = new Asked(region, signed.truncatedTo(ChronoUnit.DAYS));
        Outcome earlier = requests.get(day);
        Outcome outcome =
                earlier == null || clock.instant().isAfter(earlier.at().plus(PATIENCE)) ? ask(day) : earlier;
        byte[] key = keys.get(wanted);
        if (key == null) {
            throw new DigestKeyProvider.UnknownKeyException(
                    "CloudTrail's key " + fingerprint + " is not known: " + outcome.text());
        }
        return key;
    }

    private Outcome ask(Asked day) {
        Outcome outcome = new Outcome(clock.instant(), answer(day));
        requests.put(day, outcome);
        return outcome;
    }

    private String answer(Asked day) {
        try {
            AwsPaginator.forEachPage(
                    token -> aws.cloudTrail(day.region()).listPublicKeys(request(day, token)),
                    ListPublicKeysResponse::nextToken,
                    page -> page.publicKeyList().forEach(key -> add(day.region(), key)));
            return "ListPublicKeys of " + day.region() + " does not have it";
        } catch (SdkException e) {
            return "ListPublicKeys of " + day.region() + " failed: " + e.getMessage();
        }
    }

    private ListPublicKeysRequest request(Asked day, @Nullable String token) {
        Instant end = day.start().plus(Duration.ofDays(1)).plus(MARGIN);
        Instant now = clock.instant();
        return ListPublicKeysRequest.builder()
                .startTime(day.start().minus(MARGIN))
                .endTime(end.isAfter(now) ? now : end)
                .nextToken(token)
                .build();
    }

    private void add(String region, PublicKey key) {
        keys.put(new Known(region, key.fingerprint()), key.value().asByteArray());
    }

    private record Known(String region, String fingerprint) {}

    private record Asked(String region, Instant start) {}

    private record Outcome(Instant at, String text) {}
}
