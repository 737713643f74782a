package dev.gleaner.systemtests.flood;

import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingId;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Arn;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Generates findings about idle instances in four accounts and five regions. */
final class FloodFindingGenerator {

    /** An account, its share of a thousand instances, and the range of their monthly costs in USD. */
    enum AccountShare {
        LARGE("111111111111", 500, 50, 250),
        SMALL("222222222222", 300, 50, 250),
        EXPENSIVE("333333333333", 199, 1400, 1600),
        MOST_EXPENSIVE("444444444444", 1, 0, 0);

        private final String account;
        private final int share;
        private final int minimum;
        private final int maximum;

        AccountShare(String account, int share, int minimum, int maximum) {
            this.account = account;
            this.share = share;
            this.minimum = minimum;
            this.maximum = maximum;
        }

        String account() {
            return account;
        }

        /** The account of a number below a thousand. */
        private static AccountShare of(int number) {
            int below = 0;
            for (AccountShare part : values()) {
                below += part.share;
                if (number < below) {
                    return part;
                }
            }
            throw new IllegalArgumentException("no account has number " + number);
        }

        /** One finding of the most expensive account uses the whole budget of an account. */
        private int dollars(Random random, FloodParameters floodParameters) {
            return this == MOST_EXPENSIVE
                    ? floodParameters.accountDollars()
                    : minimum + random.nextInt(maximum - minimum);
        }
    }

    private static final int THOUSAND = 1000;

    private static final List<String> REGIONS =
            List.of("us-east-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-northeast-1");

    private FloodFindingGenerator() {}

    /** The findings of a flood; the same seed results in the same findings. */
    static List<Finding> findings(FloodParameters floodParameters, long seed) {
        Random random = new Random(seed);
        Instant opened = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofDays(2));
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < floodParameters.all(); i++) {
            String id = String.format("i-%017x", random.nextLong() & 0xfffffffffffffffL);
            AccountShare part = AccountShare.of(i % THOUSAND);
            Arn arn = Arn.instance(REGIONS.get(i % REGIONS.size()), part.account(), id);
            findings.add(finding(arn, BigDecimal.valueOf(part.dollars(random, floodParameters)), opened));
        }
        return findings;
    }

    private static Finding finding(Arn arn, BigDecimal dollars, Instant opened) {
        return new Finding(
                FindingId.ofEpisode("idle-instance", arn.toString(), opened),
                1,
                "idle-instance",
                1,
                Finding.Status.OPEN,
                false,
                arn.toString(),
                arn.account(),
                arn.region(),
                new Finding.Owner("vision", null, "dev", null, Finding.Owner.Source.TAG),
                opened,
                opened,
                new Finding.Window(opened.minus(Duration.ofDays(7)), opened),
                List.of(
                        new Evidence("cpu mean", 1.5, "percent", 5.0, 168, 1.0),
                        new Evidence("network a day", 40_000.0, "bytes", 5_000_000.0, 7, 1.0),
                        new Evidence(Evidence.DISK_HOURS, 168, "hours", 134.4, 168, 1.0),
                        new Evidence(Evidence.HISTORY, 62.0, "days", 35.0, 62, 1.0)),
                List.of(),
                Saving.priced(dollars, BigDecimal.ZERO, dollars, "on-demand, benchmark"),
                new Finding.Effort(5),
                List.of(
                        new Remedy("stop-instance", Map.of(), true, List.of("public IPv4", "unsaved work"), "Stop it"),
                        Remedy.advice("Write down why it is needed")),
                null,
                null,
                null,
                0,
                null,
                List.of());
    }
}
