package dev.gleaner.collector.source.inventory.report;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Place;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes signals of a report: the same ones whenever it is read, as it showed the bucket when it was created.
 *
 * @param account whose the bucket is; empty if nobody said
 * @param region where it is; empty if nobody said
 */
record ReportSignals(String source, String account, String region) {

    /** One a prefix. */
    List<Signal> of(Manifest manifest, String place, Histograms histograms) {
        List<Signal> signals = new ArrayList<>();
        histograms.forEach((prefix, histogram) -> signals.add(Signal.newBuilder()
                .setResource(Arn.prefix(manifest.bucket(), prefix).toString())
                .setSource(source)
                .setAccount(account)
                .setRegion(region)
                .setObservedAt(manifest.created().toEpochMilli())
                .setPlace(Place.newBuilder().setName(place))
                .setInventory(Inventory.newBuilder().addPrefixes(histogram.message(prefix, manifest.hasVersions())))
                .build()));
        return signals;
    }
}
