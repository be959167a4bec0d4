package dev.penstock.reviews;

class MemoryReviewsTest extends ReviewStoreContract {
    @Override
    ReviewStore open() {
        return new MemoryReviews();
    }
}
