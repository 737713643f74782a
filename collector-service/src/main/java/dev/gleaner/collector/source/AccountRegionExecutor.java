package dev.gleaner.collector.source;

import dev.gleaner.collector.aws.AccountDirectory;
import dev.gleaner.collector.aws.AccountReadFailures;
import dev.gleaner.collector.aws.AwsAccount;
import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.CallingSource;
import dev.gleaner.collector.aws.CollectorAwsConfig;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Runs work of a source in all accounts and regions, several accounts at a time. A failure is recorded in health and
 * metrics and does not affect other accounts or regions.
 */
@ApplicationScoped
public class AccountRegionExecutor {

    private final AccountDirectory accountDirectory;
    private final RateLimitedAwsClients aws;
    private final AccountReadFailures accountReadFailures;
    private final SourceMeters meters;
    private final int parallel;

    AccountRegionExecutor(
            AccountDirectory accountDirectory,
            RateLimitedAwsClients aws,
            CollectorAwsConfig config,
            AccountReadFailures accountReadFailures,
            SourceMeters meters) {
        this.accountDirectory = accountDirectory;
        this.aws = aws;
        this.accountReadFailures = accountReadFailures;
        this.meters = meters;
        this.parallel = config.parallel();
    }

    /** Runs work in every region of every account; returns the regions in which it failed for an account. */
    public Set<String> forEachRegion(String source, Consumer<AwsAccountRegion> ask) {
        return forEachRegion(source, awsAccountRegion -> true, ask);
    }

    /** The same for the selected accounts and regions. The last result of the others stays recorded. */
    public Set<String> forEachRegion(
            String source, Predicate<AwsAccountRegion> wanted, Consumer<AwsAccountRegion> ask) {
        Set<String> failed = ConcurrentHashMap.newKeySet();
        each(
                source,
                account -> aws.regions().stream()
                        .map(region -> new AwsAccountRegion(account, region))
                        .filter(wanted)
                        .filter(awsAccountRegion -> !tryRead(source, awsAccountRegion, ask))
                        .forEach(awsAccountRegion -> failed.add(awsAccountRegion.region())));
        return failed;
    }

    /** Runs work once per account, for APIs without regions. */
    public void forEachAccount(String source, Consumer<AwsAccount> ask) {
        each(
                source,
                account -> tryRead(
                        source, new AwsAccountRegion(account, "all regions"), awsAccountRegion -> ask.accept(account)));
    }

    /** Returns whether the work succeeded. The next poll repeats failed work. */
    public boolean tryRead(String source, AwsAccountRegion awsAccountRegion, Consumer<AwsAccountRegion> ask) {
        try {
            ask.accept(awsAccountRegion);
            accountReadFailures.recordSuccess(source, awsAccountRegion);
            return true;
        } catch (RuntimeException e) {
            accountReadFailures.recordFailure(source, awsAccountRegion, e);
            meters.unavailable(source);
            Log.errorf(
                    "Source %s can't read %s; the next poll tries again: %s", source, awsAccountRegion, e.getMessage());
            return false;
        }
    }

    private void each(String source, Consumer<AwsAccount> ask) {
        Collection<AwsAccount> all = accountDirectory.all();
        List<Callable<Void>> work = all.stream()
                .map(account -> (Callable<Void>) () -> {
                    CallingSource.runAs(source, () -> ask.accept(account));
                    return null;
                })
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, Math.min(parallel, work.size())));
        try {
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while accounts were read", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("accounts could not be read", e);
        } finally {
            threads.shutdownNow();
        }
    }
}
