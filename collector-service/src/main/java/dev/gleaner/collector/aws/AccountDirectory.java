package dev.gleaner.collector.aws;

import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.organizations.model.AccountState;
import software.amazon.awssdk.services.organizations.model.AccountStatus;
import software.amazon.awssdk.services.organizations.model.ListAccountsRequest;

/**
 * The accounts that are read: our own, those that the configuration names, and the active ones of the organization. What
 * the organization said last stays when it can't be asked: an account is not gone because a listing failed.
 */
@ApplicationScoped
public class AccountDirectory {

    private static final String LISTING = "organization";

    private final CollectorAwsConfig config;
    private final RateLimitedAwsClients aws;
    private final AccountReadFailures accountReadFailures;
    private final Clock clock;
    private Map<String, AwsAccount> listed = Map.of();
    private Instant due = Instant.EPOCH;
    private @Nullable String ownAccountId;

    AccountDirectory(
            CollectorAwsConfig config,
            RateLimitedAwsClients aws,
            AccountReadFailures accountReadFailures,
            Clock clock) {
        this.config = config;
        this.aws = aws;
        this.accountReadFailures = accountReadFailures;
        this.clock = clock;
    }

    /** The number of the account whose credentials we have; asked for once. */
    public synchronized String ownAccountId() {
        String known = ownAccountId;
        if (known == null) {
            known = AwsFutures.await(aws.sts().getCallerIdentity()).account();
            ownAccountId = known;
        }
        return known;
    }

    /** All of them; fails where not even our own can be asked for. */
    public synchronized Collection<AwsAccount> all() {
        AwsAccount ours = AwsAccount.ofOwnCredentials(ownAccountId());
        Map<String, AwsAccount> all = new TreeMap<>(organization());
        all.put(ours.id(), ours);
        config.accounts().forEach((id, other) -> all.put(id, account(id, other.role(), other.externalId())));
        return List.copyOf(all.values());
    }

    private Map<String, AwsAccount> organization() {
        if (config.organization().enabled() && !clock.instant().isBefore(due)) {
            list();
        }
        return listed;
    }

    private void list() {
        AwsAccountRegion awsAccountRegion = new AwsAccountRegion(AwsAccount.ofOwnCredentials(ownAccountId()), LISTING);
        try {
            List<software.amazon.awssdk.services.organizations.model.Account> found = new ArrayList<>();
            AwsPaginator.forEachPage(
                    token -> aws.organizations()
                            .listAccounts(ListAccountsRequest.builder()
                                    .nextToken(token)
                                    .build()),
                    page -> page.nextToken(),
                    page -> found.addAll(page.accounts()));
            listed = accounts(found);
            due = clock.instant().plus(config.organization().interval());
            accountReadFailures.recordSuccess(LISTING, awsAccountRegion);
        } catch (RuntimeException e) {
            accountReadFailures.recordFailure(LISTING, awsAccountRegion, e);
            Log.errorf("The accounts of the organization can't be listed: %s", e.getMessage());
        }
    }

    private Map<String, AwsAccount> accounts(List<software.amazon.awssdk.services.organizations.model.Account> found) {
        Map<String, AwsAccount> accounts = new TreeMap<>();
        found.stream()
                .filter(AccountDirectory::isActive)
                .forEach(account -> accounts.put(
                        account.id(),
                        account(
                                account.id(),
                                arn(account),
                                config.organization().externalId())));
        return accounts;
    }

    /** AWS names the same by a new field, {@code State}, and by {@code Status}, which it is going to drop. */
    private static boolean isActive(software.amazon.awssdk.services.organizations.model.Account account) {
        return account.state() == null
                ? account.status() == AccountStatus.ACTIVE
                : account.state() == AccountState.ACTIVE;
    }

    /** In the partition of the account, which its ARN names. */
    private String arn(software.amazon.awssdk.services.organizations.model.Account account) {
        String partition = account.arn() == null ? "aws" : account.arn().split(":", 3)[1];
        return "arn:" + partition + ":iam::" + account.id() + ":role/"
                + config.organization().role();
    }

    private static AwsAccount account(String id, String role, Optional<String> externalId) {
        return new AwsAccount(id, Optional.of(new AwsAccount.Role(role, externalId)));
    }
}
