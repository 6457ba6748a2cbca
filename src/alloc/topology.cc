// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

#include "src/alloc/choice.h"

namespace davit::alloc {
namespace {

/// More ways to choose than 16 devices can have are not tried one by one.
constexpr std::uint64_t kExactWays = 12'870;
/// Exchanges of a chosen device for another, at most: each makes the answer better, and every
/// machine that exists needs a handful.
constexpr int kMaxExchanges = 1'000;

/// What is being made as great as can be, in this order.
struct Score {
  double inside = 0;  ///< the links among the chosen
  double left = 0;    ///< the links among those not chosen
};

class TopologyChoice {
 public:
  explicit TopologyChoice(const Round& round) : round_(round), count_(round.eligible.size()) {
    to_chosen_.resize(count_);
    degree_.resize(count_);
    for (std::size_t i = 0; i < count_; ++i) {
      for (std::size_t device : round.chosen) to_chosen_[i] += Weight(round.eligible[i], device);
      for (std::size_t j = 0; j < count_; ++j) degree_[i] += Between(i, j);
      total_ += std::abs(degree_[i]) + std::abs(to_chosen_[i]);
    }
  }

  std::vector<std::size_t> Choose() {
    if (round_.size == count_) {
      picked_.resize(count_);
      std::iota(picked_.begin(), picked_.end(), std::size_t{0});
      return Devices();
    }
    if (Ways() <= kExactWays) {
      TryAll(0, {});
      picked_ = best_picked_;
      return Devices();
    }
    PickGreedily();
    Improve();
    std::sort(picked_.begin(), picked_.end());
    return Devices();
  }

 private:
  double Weight(std::size_t a, std::size_t b) const {
    return a == b ? 0 : round_.topology.weight[a * round_.topology.devices.size() + b];
  }
  /// Between two eligible devices, by their places among the eligible.
  double Between(std::size_t i, std::size_t j) const {
    return Weight(round_.eligible[i], round_.eligible[j]);
  }

  /// Sums of the same weights in another order may differ in their last bits.
  bool Greater(double a, double b) const { return a - b > 1e-12 * total_; }
  bool Better(const Score& a, const Score& b) const {
    if (Greater(a.inside, b.inside)) return true;
    return !Greater(b.inside, a.inside) && Greater(a.left, b.left);
  }

  std::vector<std::size_t> Devices() const {
    std::vector<std::size_t> devices;
    for (std::size_t i : picked_) devices.push_back(round_.eligible[i]);
    return devices;
  }

  /// count choose size, or more than kExactWays.
  std::uint64_t Ways() const {
    const std::size_t size = std::min(round_.size, count_ - round_.size);
    std::uint64_t ways = 1;
    for (std::size_t i = 1; i <= size && ways <= kExactWays; ++i) {
      ways = ways * (count_ - size + i) / i;
    }
    return ways;
  }

  /// Every choice that goes on from `picked_` with places from `from` on, lowest ids first.
  /// `score.left` counts what the picked take away from the rest.
  void TryAll(std::size_t from, Score score) {
    if (picked_.size() == round_.size) {
      if (best_picked_.empty() || Better(score, best_)) {
        best_ = score;
        best_picked_ = picked_;
      }
      return;
    }
    const std::size_t missing = round_.size - picked_.size();
    for (std::size_t i = from; i + missing <= count_; ++i) {
      double to_picked = 0;
      for (std::size_t j : picked_) to_picked += Between(i, j);
      picked_.push_back(i);
      TryAll(i + 1,
             {score.inside + to_chosen_[i] + to_picked, score.left - degree_[i] + to_picked});
      picked_.pop_back();
    }
  }

  /// Starts from the strongest pair (or from what the answer holds) and adds what gains most.
  void PickGreedily() {
    gain_ = to_chosen_;
    is_picked_.assign(count_, false);
    if (round_.chosen.empty()) PickSeed();
    while (picked_.size() < round_.size) {
      std::size_t best = count_;
      for (std::size_t i = 0; i < count_; ++i) {
        if (!is_picked_[i] && (best == count_ || Greater(gain_[i], gain_[best]))) best = i;
      }
      Pick(best);
    }
  }

  void PickSeed() {
    // One device alone has no link inside: the one that the rest misses least.
    if (round_.size == 1) {
      const auto least = std::min_element(degree_.begin(), degree_.end());
      return Pick(static_cast<std::size_t>(least - degree_.begin()));
    }
    std::size_t first = 0;
    std::size_t second = 1;
    for (std::size_t i = 0; i < count_; ++i) {
      for (std::size_t j = i + 1; j < count_; ++j) {
        if (Greater(Between(i, j), Between(first, second))) {
          first = i;
          second = j;
        }
      }
    }
    Pick(first);
    Pick(second);
  }

  void Pick(std::size_t i) {
    picked_.push_back(i);
    is_picked_[i] = true;
    for (std::size_t j = 0; j < count_; ++j) gain_[j] += Between(i, j);
  }

  /// Exchanges one picked device for another while that is better.
  void Improve() {
    for (int exchange = 0; exchange < kMaxExchanges && ExchangeOnce(); ++exchange) {
    }
  }

  bool ExchangeOnce() {
    Score best;
    std::size_t best_place = picked_.size();
    std::size_t best_in = 0;
    for (std::size_t place = 0; place < picked_.size(); ++place) {
      const std::size_t out = picked_[place];
      for (std::size_t in = 0; in < count_; ++in) {
        if (is_picked_[in]) continue;
        const double link = Between(out, in);
        const Score change = {gain_[in] - link - gain_[out], LeftOf(out) - link - LeftOf(in)};
        if (!Better(change, best)) continue;
        best = change;
        best_place = place;
        best_in = in;
      }
    }
    if (best_place == picked_.size()) return false;
    Exchange(best_place, best_in);
    return true;
  }

  /// The links of a device to those not picked.
  double LeftOf(std::size_t i) const { return degree_[i] - (gain_[i] - to_chosen_[i]); }

  void Exchange(std::size_t place, std::size_t in) {
    const std::size_t out = picked_[place];
    picked_[place] = in;
    is_picked_[out] = false;
    is_picked_[in] = true;
    for (std::size_t j = 0; j < count_; ++j) gain_[j] += Between(in, j) - Between(out, j);
  }

  const Round& round_;
  std::size_t count_;
  std::vector<double> to_chosen_;  ///< links to what the answer holds already
  std::vector<double> degree_;     ///< links to all eligible
  double total_ = 0;               ///< the scale of all sums
  std::vector<std::size_t> picked_;
  std::vector<std::size_t> best_picked_;
  Score best_;
  std::vector<double> gain_;  ///< links to the answer so far and to the picked
  std::vector<bool> is_picked_;
};

}  // namespace

std::vector<std::size_t> ChooseTopology(const Round& round) {
  if (round.topology.weight.empty()) {
    return {round.eligible.begin(),
            round.eligible.begin() + static_cast<std::ptrdiff_t>(round.size)};
  }
  return TopologyChoice(round).Choose();
}

}  // namespace davit::alloc
