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
 * The accounts that are read: our own, the configured ones and the active ones of the organization. If the organization
 * can't be listed, its last listing stays valid.
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

    /** Id of the account of our own credentials. AWS is asked once. */
    public synchronized String ownAccountId() {
        String known = ownAccountId;
        if (known == null) {
            known = AwsFutures.await(aws.sts().getCallerIdentity()).account();
            ownAccountId = known;
        }
        return known;
    }

    /** All accounts; throws if not even our own account id is available. */
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

    /** AWS is replacing the field {@code Status} by {@code State}. */
    private static boolean isActive(software.amazon.awssdk.services.organizations.model.Account account) {
        return account.state() == null
                ? account.status() == AccountStatus.ACTIVE
                : account.state() == AccountState.ACTIVE;
    }

    /** Role ARN in the partition of the account, which the account's own ARN contains. */
    private String arn(software.amazon.awssdk.services.organizations.model.Account account) {
        String partition = account.arn() == null ? "aws" : account.arn().split(":", 3)[1];
        return "arn:" + partition + ":iam::" + account.id() + ":role/"
                + config.organization().role();
    }

    private static AwsAccount account(String id, String role, Optional<String> externalId) {
        return new AwsAccount(id, Optional.of(new AwsAccount.Role(role, externalId)));
    }
}
