package dev.gleaner.collector.source.billing;

import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/** Several sequences of charges, each in the order of its keys, as one; the amounts of a key are added up. */
final class ChargeMerge implements Iterator<Charge> {

    private final PriorityQueue<Head> heads = new PriorityQueue<>();

    ChargeMerge(Collection<Iterator<Charge>> sequences) {
        sequences.forEach(this::advance);
    }

    @Override
    public boolean hasNext() {
        return !heads.isEmpty();
    }

    @Override
    public Charge next() {
        if (heads.isEmpty()) {
            throw new NoSuchElementException();
        }
        Charge sum = take();
        while (!heads.isEmpty() && heads.peek().charge().key().equals(sum.key())) {
            sum = sum.and(take());
        }
        return sum;
    }

    private Charge take() {
        Head head = heads.remove();
        advance(head.rest());
        return head.charge();
    }

    private void advance(Iterator<Charge> sequence) {
        if (sequence.hasNext()) {
            heads.add(new Head(sequence.next(), sequence));
        }
    }

    private record Head(Charge charge, Iterator<Charge> rest) implements Comparable<Head> {
        @Override
        public int compareTo(Head other) {
            return charge.key().compareTo(other.charge().key());
        }
    }
}
