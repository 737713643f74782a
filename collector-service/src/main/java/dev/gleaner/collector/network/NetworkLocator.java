package dev.gleaner.collector.network;

import inet.ipaddr.IPAddress;
import inet.ipaddr.format.util.DualIPv4v6Tries;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Determines where a call came from, by the last listings and the address ranges of AWS. The result is valid now, not
 * necessarily at the time of the call; an address that changed its owner in between is usually still in the same
 * region, as AWS assigns addresses by region.
 */
@ApplicationScoped
public class NetworkLocator {

    private final FirstListings first = new FirstListings();
    private final Map<String, NetworkListing> listings = new HashMap<>();
    private volatile AddressIndex index = AddressIndex.EMPTY;
    private volatile InterfaceIndex interfaces = InterfaceIndex.NONE;
    private volatile @Nullable AwsIpRanges ranges;

    /** Announces a listing whose first completion callers should wait for. */
    public void expectListing(String name) {
        first.register(name);
    }

    /** Records that everything of this name was listed once. */
    public void completeListing(String name) {
        first.markComplete(name);
    }

    /** Returns when all announced listings are complete, or after this time. */
    public void awaitFirstListings(String source, Duration patience) {
        first.await(source, patience);
    }

    /** Ends all waits, as the collector is stopping. */
    void stop(@Observes ShutdownEvent event) {
        first.cancel();
    }

    /** Replaces the last listing of this name. */
    public void replace(String name, NetworkListing networkListing) {
        replace(Map.of(name, networkListing));
    }

    /** Replaces several listings at once, because each change rebuilds the indexes. */
    public synchronized void replace(Map<String, NetworkListing> complete) {
        listings.putAll(complete);
        index = AddressIndex.of(listings.values());
        interfaces = InterfaceIndex.of(listings.values());
    }

    /** Replaces the address ranges of AWS. */
    public void replace(AwsIpRanges all) {
        ranges = all;
    }

    /** Network interfaces of all listed VPCs. */
    public InterfaceIndex interfaces() {
        return interfaces;
    }

    /**
     * Locates a call. The addresses behind an unknown VPC endpoint belong to an unknown network and may equal ours.
     *
     * @param endpoint id of the VPC endpoint; empty for none
     * @param address source address; a service name or any other text gives an unknown location
     */
    public NetworkLocation locate(String endpoint, String address) {
        if (!endpoint.isEmpty()) {
            return Optional.ofNullable(index.endpoints().get(endpoint))
                    .map(NetworkLocation::ofRegion)
                    .orElse(NetworkLocation.UNKNOWN);
        }
        return IpAddressParser.parse(address).map(this::locate).orElse(NetworkLocation.UNKNOWN);
    }

    /**
     * Locates a call of which it is not known whether it came through a VPC endpoint.
     *
     * @param address source address; one that is not public tells nothing, as it is that of any network behind an endpoint
     */
    public NetworkLocation locatePublic(String address) {
        return IpAddressParser.parse(address)
                .filter(parsed -> !SpecialAddresses.contains(parsed))
                .map(this::locate)
                .orElse(NetworkLocation.UNKNOWN);
    }

    /** Whether an address is on the public internet, that of AWS or any other. */
    public static boolean isPublic(String address) {
        return IpAddressParser.parse(address)
                .filter(parsed -> !SpecialAddresses.contains(parsed))
                .isPresent();
    }

    private NetworkLocation locate(IPAddress address) {
        NetworkLocation ours = index.addresses().get(address);
        return ours == null ? new NetworkLocation(publicRegion(address), Optional.empty()) : ours;
    }

    private Optional<String> publicRegion(IPAddress address) {
        AwsIpRanges known = ranges;
        if (known == null || SpecialAddresses.contains(address)) {
            return Optional.empty();
        }
        return known.isOutsideAws(address) ? Optional.of(NetworkLocation.INTERNET) : known.regionOf(address);
    }

    /** The announced listings, and the threads that wait for the first of each. */
    static final class FirstListings {

        private final Map<String, CompletableFuture<Void>> missing = new ConcurrentSkipListMap<>();

        void register(String listing) {
            missing.computeIfAbsent(listing, key -> new CompletableFuture<>());
        }

        void markComplete(String listing) {
            CompletableFuture<Void> waited = missing.remove(listing);
            if (waited != null) {
                waited.complete(null);
            }
        }

        /** Fails all waits. */
        void cancel() {
            missing.values()
                    .forEach(waited -> waited.completeExceptionally(new CancellationException("the collector stops")));
        }

        /**
         * Returns when each announced listing was completed once, or after this time with a warning; then it is not
         * waited for again.
         */
        void await(String source, Duration patience) {
            CompletableFuture<?>[] waited = missing.values().toArray(CompletableFuture<?>[]::new);
            if (waited.length == 0) {
                return;
            }
            Log.infof("Source %s waits %s at most for the first listing of %s", source, patience, missing.keySet());
            try {
                CompletableFuture.allOf(waited).get(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                Log.warnf(
                        "Source %s is read without a listing of %s: the locations of its readers are unknown",
                        source, missing.keySet());
                missing.clear();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for listings", e);
            } catch (ExecutionException e) {
                throw new IllegalStateException("waiting for listings failed", e);
            }
        }
    }

    /** All listings combined. */
    record AddressIndex(Map<IPAddress, NetworkLocation> addresses, Map<String, String> endpoints) {

        static final AddressIndex EMPTY = new AddressIndex(Map.of(), Map.of());

        static AddressIndex of(Collection<NetworkListing> listings) {
            Map<IPAddress, NetworkLocation> addresses = new HashMap<>();
            Map<String, String> endpoints = new HashMap<>();
            for (NetworkListing networkListing : listings) {
                NetworkLocation region = NetworkLocation.ofRegion(networkListing.region());
                networkListing.addresses().forEach(address -> put(addresses, address, region));
                networkListing
                        .gateways()
                        .forEach((address, gateway) ->
                                put(addresses, address, new NetworkLocation(region.region(), Optional.of(gateway))));
                networkListing.endpoints().forEach(endpoint -> endpoints.put(endpoint, networkListing.region()));
            }
            return new AddressIndex(addresses, endpoints);
        }

        private static void put(Map<IPAddress, NetworkLocation> addresses, String text, NetworkLocation location) {
            IpAddressParser.parse(text)
                    .ifPresent(address -> addresses.merge(address, location, NetworkLocation::intersect));
        }
    }

    /**
     * Addresses that are not on the public internet and say nothing about a location. Source: IANA's registries of
     * special-purpose addresses for IPv4 and IPv6 (RFC 6890).
     */
    static final class SpecialAddresses {

        private static final DualIPv4v6Tries BLOCKS = new DualIPv4v6Tries();

        static {
            Stream.of(
                            "0.0.0.0/8",
                            "10.0.0.0/8",
                            "100.64.0.0/10",
                            "127.0.0.0/8",
                            "169.254.0.0/16",
                            "172.16.0.0/12",
                            "192.0.0.0/24",
                            "192.168.0.0/16",
                            "198.18.0.0/15",
                            "224.0.0.0/3",
                            "::/127",
                            "fc00::/7",
                            "fe80::/10",
                            "ff00::/8")
                    .map(IpAddressParser::block)
                    .forEach(BLOCKS::add);
        }

        private SpecialAddresses() {}

        static boolean contains(IPAddress address) {
            return BLOCKS.elementContains(address);
        }
    }
}
