// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/base/digest.h"

#include <sha1.h>
#include <sha2.h>
#include <sys/types.h>

#include <array>
#include <cstdint>
#include <span>

namespace davit {
namespace {

std::string Hex(std::span<const std::uint8_t> bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    out += kDigits[byte >> 4];
    out += kDigits[byte & 0x0F];
  }
  return out;
}

const std::uint8_t* BytesOf(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

}  // namespace

std::string Sha256Hex(std::string_view bytes) {
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest{};
  SHA2_CTX state;
  SHA256Init(&state);
  SHA256Update(&state, BytesOf(bytes), bytes.size());
  SHA256Final(digest.data(), &state);
  return Hex(digest);
}

std::string Sha1Hex(std::string_view bytes) {
  std::array<std::uint8_t, SHA1_DIGEST_LENGTH> digest{};
  SHA1_CTX state;
  SHA1Init(&state);
  SHA1Update(&state, BytesOf(bytes), bytes.size());
  SHA1Final(digest.data(), &state);
  return Hex(digest);
}

}  // namespace davit
