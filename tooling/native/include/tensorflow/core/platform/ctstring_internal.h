// The in-memory form of one element of a TF_STRING tensor since TensorFlow 2.4: 24 bytes, the kind in the two low bits
// of the first byte, the length in the bits above them. In TensorFlow these functions are inline too, so the library
// has no symbols for them.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef enum TF_TString_Type {
  TF_TSTR_SMALL = 0,   // inline, up to 22 bytes
  TF_TSTR_LARGE = 1,   // on the heap
  TF_TSTR_OFFSET = 2,  // at a distance from this struct
  TF_TSTR_VIEW = 3     // owned by somebody else
} TF_TString_Type;

typedef union TF_TString {
  struct { uint8_t size; char str[23]; } small;
  struct { size_t size; size_t cap; char* ptr; } large;
  struct { uint32_t size, offset, count; } offset;
  struct { size_t size; const char* ptr; } view;
} TF_TString;

static_assert(sizeof(TF_TString) == 24, "TensorFlow lays out a string element in 24 bytes");

static inline TF_TString_Type TF_TString_GetType(const TF_TString* s) { return (TF_TString_Type)(s->small.size & 3); }

static inline size_t TF_TString_GetSize(const TF_TString* s) {
  switch (TF_TString_GetType(s)) {
    case TF_TSTR_SMALL: return s->small.size >> 2;
    case TF_TSTR_OFFSET: return s->offset.size >> 2;
    default: return s->large.size >> 2;
  }
}

static inline const char* TF_TString_GetDataPointer(const TF_TString* s) {
  switch (TF_TString_GetType(s)) {
    case TF_TSTR_SMALL: return s->small.str;
    case TF_TSTR_LARGE: return s->large.ptr;
    case TF_TSTR_OFFSET: return (const char*)s + s->offset.offset;
    default: return s->view.ptr;
  }
}

static inline void TF_TString_Init(TF_TString* s) { memset(s, 0, sizeof *s); }

static inline void TF_TString_Dealloc(TF_TString* s) {
  if (TF_TString_GetType(s) == TF_TSTR_LARGE) free(s->large.ptr);
  TF_TString_Init(s);
}

static inline void TF_TString_Copy(TF_TString* s, const char* src, size_t length) {
  TF_TString_Dealloc(s);
  if (length <= 22) {
    memcpy(s->small.str, src, length);
    s->small.size = (uint8_t)(length << 2);
    return;
  }
  size_t capacity = ((length + 16) & ~(size_t)15) - 1;  // whole blocks of 16 bytes, one byte for the final zero
  s->large.ptr = (char*)malloc(capacity + 1);
  memcpy(s->large.ptr, src, length);
  s->large.ptr[length] = 0;
  s->large.cap = capacity;
  s->large.size = (length << 2) | TF_TSTR_LARGE;
}
